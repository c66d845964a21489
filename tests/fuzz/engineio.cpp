// Payloads and packets of both versions: what is decoded encodes back to something that decodes the same. A client of
// version 4 is fed the packets, and does nothing once it is over.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/engineio/client.hpp"
#include "protocol/engineio/handshake.hpp"
#include "protocol/engineio/payload.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::engineio;

namespace {

void check_client(const std::vector<Packet>& packets) {
  Client::Tick now{};
  Client client(std::chrono::seconds(10), now);
  bool over = false;
  for (const Packet& packet : packets) {
    ClientActions actions;
    client.take(packet, now, actions);
    check(actions.size() <= 1 && (!over || actions.empty()));
    for (const ClientAction& action : actions) over = over || std::holds_alternative<Closed>(action);
    check(client.deadline() > now && client.deadline() <= now + std::chrono::minutes(10));
  }
  now = client.deadline();
  ClientActions actions;
  client.tick(now, actions);
  check(actions.size() == (over ? 0 : 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Version version : {Version::v3, Version::v4})
    for (const bool octets : {false, true})
      if (const auto packets = decode_payload(version, bytes, octets); packets && !packets->empty()) {
        const Payload again = encode_payload(version, *packets, !octets);
        check(decode_payload(version, again.body, again.octets) == packets);
        check_client(*packets);
      }
  check_client({{PacketType::open, false, std::string(bytes)}});
  parse_query(bytes);
  return 0;
}
