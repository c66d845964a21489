#include "adapters/matrix/push_door.hpp"

#include <openssl/crypto.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace gb::matrix {
namespace {

using net::HttpReply;
using nlohmann::json;

constexpr std::size_t most_body = std::size_t{32} << 20;
constexpr int most_connections = 32;

// Takes the same time whatever is wrong with it.
bool is_token(std::string_view authorization, const std::string& token) {
  const std::string expected = "Bearer " + token;
  return authorization.size() == expected.size() &&
         CRYPTO_memcmp(authorization.data(), expected.data(), expected.size()) == 0;
}

}  // namespace

net::ListenerLimits push_limits(const config::Secret& token) {
  net::ListenerLimits limits;
  limits.connections = most_connections;
  limits.max_body = most_body;
  limits.admits = [token](const net::HttpIncoming& head) { return is_token(head.authorization, token.reveal()); };
  return limits;
}

std::optional<HttpReply> refuse_stranger(const net::HttpIncoming& request, const config::Secret& token) {
  if (request.authorization.empty()) return refusal(401, "M_MISSING_TOKEN", "no token");
  if (!is_token(request.authorization, token.reveal()))
    return refusal(403, "M_FORBIDDEN", "not the hs_token of the registration");
  return std::nullopt;
}

HttpReply refusal(unsigned status, const char* errcode, const char* words) {
  return {status, "application/json", json{{"errcode", errcode}, {"error", words}}.dump()};
}

HttpReply fine() {
  return {200, "application/json", "{}"};
}

}  // namespace gb::matrix
