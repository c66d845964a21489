#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/model/irc.hpp"

namespace gb::irc {

/// The client's side of one SASL exchange. What it holds and gives are secrets.
class SaslExchange {
 public:
  virtual ~SaslExchange() = default;

  /// The answer to a challenge (decoded, may be empty). Nothing: the server is not who it should be; abort.
  virtual std::optional<std::string> answer(std::string_view challenge) = 0;
};

/// For PLAIN (RFC 4616), EXTERNAL (RFC 4422) and SCRAM-SHA-256 (RFC 5802, 7677). `nonce` must be random; used by SCRAM.
std::unique_ptr<SaslExchange> make_sasl(const config::Sasl& settings, std::string nonce);

/// An answer as AUTHENTICATE lines take it: base64 in pieces of 400, and "+" where nothing is left.
std::vector<std::string> authenticate_pieces(std::string_view answer);

}  // namespace gb::irc
