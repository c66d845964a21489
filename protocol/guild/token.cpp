#include "protocol/guild/token.hpp"

#include <nlohmann/json.hpp>

#include "protocol/guild/types.hpp"
#include "protocol/text/base64.hpp"
#include "protocol/text/json.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::guild {
namespace {

constexpr std::size_t most_bytes = 4096;

TokenFault fault(std::string what) {
  return {std::move(what) + ": see spec for info"};
}

}  // namespace

std::variant<Credentials, TokenFault> parse_token(std::string_view token) {
  if (token.empty()) return fault("No token was given");
  if (token.size() > most_bytes) return fault("The token is too long");
  const auto bytes = text::decode_base64(token);
  if (!bytes) return fault("The token is not base64");
  if (!text::is_utf8(*bytes)) return fault("The token does not hold JSON");
  const nlohmann::json value = text::parse_json(*bytes);
  if (value.is_discarded()) return fault("The token does not hold JSON");
  if (!value.is_object()) return fault("The token's JSON is not an object");
  const auto id = value.find("id");
  if (id == value.end()) return fault("The token has no \"id\"");
  if (!id->is_number_integer()) return fault("The token's \"id\" is not a whole number");
  const auto pass = value.find("pass");
  if (pass == value.end()) return fault("The token has no \"pass\"");
  if (!pass->is_string()) return fault("The token's \"pass\" is not a string");
  if (id->is_number_unsigned() && id->get<std::uint64_t>() > static_cast<std::uint64_t>(most_id))
    return fault("The token's \"id\" is beyond the safe integers");
  return Credentials{id->get<std::int64_t>(), pass->get<std::string>()};
}

std::string write_token(const Credentials& credentials) {
  return text::encode_base64("{\"id\":" + std::to_string(credentials.id) +
                             ",\"pass\":" + text::quote_json(credentials.pass) + "}");
}

}  // namespace gb::guild
