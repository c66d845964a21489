#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/engineio/packet.hpp"

namespace gb::engineio {

/// Most packets that one polling request may carry.
inline constexpr std::size_t most_packets = 1000;

/// The body of a polling request or answer.
struct Payload {
  bool octets = false;  ///< To be sent as application/octet-stream instead of text.
  std::string body;
};

/// Version 4: packets separated by 0x1e, binary ones as 'b' and base64. Version 3: each packet with its length in
/// UTF-16 units; binary ones as base64 if `base64`, else the whole payload in the binary framing.
Payload encode_payload(Version version, const std::vector<Packet>& packets, bool base64);

/// Nothing if any part of the body is malformed. `octets`: it came as application/octet-stream.
std::optional<std::vector<Packet>> decode_payload(Version version, std::string_view body, bool octets);

}  // namespace gb::engineio
