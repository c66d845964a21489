#include "bridge/gateway/engine/cors.hpp"

#include <algorithm>

namespace gb::gateway {
namespace {

bool everyone(const std::vector<std::string>& allowed) {
  return std::ranges::find(allowed, "*") != allowed.end();
}

// What is echoed must not end its line.
bool is_printable(std::string_view origin) {
  return std::ranges::all_of(origin, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

bool is_origin_allowed(std::string_view origin, const std::vector<std::string>& allowed) {
  return origin.empty() || everyone(allowed) || std::ranges::find(allowed, origin) != allowed.end();
}

bool is_same_origin(std::string_view origin, std::string_view host) {
  constexpr std::string_view mark = "://";
  const std::size_t at = origin.find(mark);
  return !host.empty() && at != std::string_view::npos && origin.substr(at + mark.size()) == host;
}

std::string_view origin_of(std::string_view url) {
  constexpr std::string_view mark = "://";
  const std::size_t at = url.find(mark);
  return at == std::string_view::npos ? url : url.substr(0, url.find('/', at + mark.size()));
}

std::string cors_headers(std::string_view origin, const std::vector<std::string>& allowed, Credentials credentials) {
  const bool with = credentials == Credentials::wanted && !origin.empty();
  if (everyone(allowed) && !with) return "Access-Control-Allow-Origin: *\r\n";
  if (origin.empty() || !is_origin_allowed(origin, allowed) || !is_printable(origin)) return {};
  return "Access-Control-Allow-Origin: " + std::string(origin) + "\r\nVary: Origin\r\n" +
         (with ? "Access-Control-Allow-Credentials: true\r\n" : "");
}

std::string preflight_headers(std::string_view origin, const std::vector<std::string>& allowed,
                              Credentials credentials) {
  const std::string who = cors_headers(origin, allowed, credentials);
  if (who.empty()) return {};
  return who +
         "Access-Control-Allow-Methods: GET, HEAD, POST, OPTIONS\r\n"
         "Access-Control-Allow-Headers: Authorization, Content-Type, *\r\n"
         "Access-Control-Max-Age: 600\r\n";
}

}  // namespace gb::gateway
