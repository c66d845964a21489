// A connection and a client that are fed anything; lines are messages, those that begin with '!' are binary.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/socketio/client.hpp"
#include "protocol/socketio/connection.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::socketio;

namespace {

std::string_view take_line(std::string_view& bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(line.size() < bytes.size() ? line.size() + 1 : bytes.size());
  return line;
}

void feed_client(std::string_view bytes) {
  Client client;
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
    ClientActions actions;
    if (line.starts_with('!'))
      client.binary(std::string(line.substr(1)), actions);
    else
      client.text(std::string(line), actions);
    check(actions.size() <= 1);
    for (const ClientAction& action : actions) {
      if (std::holds_alternative<Ended>(action)) return;
      if (const auto* received = std::get_if<Received>(&action)) {
        check(client.is_in() && received->packet.space == "/");
        check(received->attachments.size() == received->packet.attachments);
        check(decode(received->text, Sender::server).has_value());
        only_argument(received->packet);
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  feed_client(bytes);
  const auto asked = decode(encode_connect_request(bytes));
  check(asked && asked->type == PacketType::connect && asked->data.contains("token"));
  Connection connection(size % 2 == 0 ? Dialect::v4 : Dialect::v2);
  Actions actions;
  connection.start(actions);
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
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
