#include "bridge/gateway/web/page_answer.hpp"

#include <algorithm>
#include <string>

#include "bridge/gateway/file_target.hpp"

namespace gb::gateway {
namespace {

// Scripts, styles and pictures are ours alone, whatever anybody writes in a message; "blob:" is a picture that is about
// to be sent. 'self' includes the WebSocket of the same host.
constexpr std::string_view guards =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view asked_each_time = "no-cache";

}  // namespace

std::optional<Response> page_answer(std::string_view path, std::string_view if_none_match,
                                    std::span<const Asset> assets) {
  const auto found = std::ranges::find(assets, path, &Asset::path);
  if (found == assets.end()) return std::nullopt;
  Response response;
  response.content_type = found->type;
  response.cache = found->named_by_content ? for_ever : asked_each_time;
  response.headers = "ETag: \"" + std::string(found->tag) + "\"\r\n" + std::string(guards);
  if (names_tag(if_none_match, found->tag))
    response.status = 304;
  else
    response.body = found->body;
  return response;
}

}  // namespace gb::gateway
