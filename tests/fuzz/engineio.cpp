// Payloads and packets of both versions: what is decoded encodes back to something that decodes the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/engineio/handshake.hpp"
#include "protocol/engineio/payload.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::engineio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Version version : {Version::v3, Version::v4})
    for (const bool octets : {false, true})
      if (const auto packets = decode_payload(version, bytes, octets); packets && !packets->empty()) {
        const Payload again = encode_payload(version, *packets, !octets);
        check(decode_payload(version, again.body, again.octets) == packets);
      }
  parse_query(bytes);
  return 0;
}
