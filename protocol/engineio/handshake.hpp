#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "protocol/engineio/packet.hpp"
#include "protocol/engineio/settings.hpp"

namespace gb::engineio {

enum class Transport : std::uint8_t { polling, websocket };

/// Why a request is refused, with the numbers the protocol's reference server gives.
enum class Refusal : std::uint8_t {
  unknown_transport = 0,
  unknown_session = 1,
  bad_method = 2,
  bad_request = 3,
  unsupported_version = 5,
};

/// The JSON body of the 400 answer.
std::string refusal_body(Refusal refusal);

/// What a request's query string says.
struct Request {
  Version version = Version::v4;
  Transport transport = Transport::polling;
  std::string sid;      ///< Empty: a new session is asked for.
  bool base64 = false;  ///< Version 3: the client cannot take octets.
  std::string
      token;  ///< `token`, decoded, with spaces read as '+'; not of this protocol, but nobody else reads the query.
};

/// `query` is what stands after the '?'. EIO and transport must stand there exactly once.
std::variant<Request, Refusal> parse_query(std::string_view query);

/// The data of the open packet.
std::string open_data(std::string_view sid, bool offer_upgrade, const Settings& settings);

}  // namespace gb::engineio
