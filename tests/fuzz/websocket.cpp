// A decoder fed in two pieces: what comes out does not depend on where the cut was, and never exceeds the bound.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <vector>

#include "protocol/websocket/decoder.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::websocket;

namespace {

constexpr std::size_t most = 4096;

std::vector<std::string> decode(std::string bytes, std::size_t cut) {
  Decoder decoder(Role::server, most);
  std::vector<std::string> out;
  for (std::string piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    decoder.feed(piece.data(), piece.size());
    for (auto received = decoder.next(); received.kind != Received::Kind::nothing; received = decoder.next()) {
      check(received.payload.size() <= most);
      out.push_back(std::to_string(static_cast<int>(received.kind)) + std::string(received.payload));
      if (received.kind == Received::Kind::error || received.kind == Received::Kind::close) return out;
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  check(decode(bytes, bytes.size()) == decode(bytes, data[0] % (bytes.size() + 1)));
  return 0;
}
