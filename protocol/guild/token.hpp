#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace gb::guild {

/// What an Authentication string says.
struct Credentials {
  std::int64_t id = 0;
  std::string pass;
};

/// Why it says nothing: a sentence for the client, ending in ": see spec for info".
struct TokenFault {
  std::string told;
};

/// base64(JSON {"id": number, "pass": string}).
std::variant<Credentials, TokenFault> parse_token(std::string_view token);

std::string write_token(const Credentials& credentials);

}  // namespace gb::guild
