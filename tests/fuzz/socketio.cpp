// A connection that is fed anything; lines are messages, those that begin with '!' are binary.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/socketio/connection.hpp"

using namespace gb::socketio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Connection connection(size % 2 == 0 ? Dialect::v4 : Dialect::v2);
  Actions actions;
  connection.start(actions);
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(line.size() < bytes.size() ? line.size() + 1 : bytes.size());
    actions.clear();
    if (line.starts_with('!'))
      connection.binary(line.substr(1), actions);
    else
      connection.text(
          line, [](std::string_view space) { return space.size() < 3; }, actions);
    for (const Action& action : Actions(actions)) {
      if (std::holds_alternative<Close>(action)) return 0;
      if (const auto* wish = std::get_if<WantsToConnect>(&action)) connection.accept(wish->space, "sid", actions);
    }
  }
  return 0;
}
