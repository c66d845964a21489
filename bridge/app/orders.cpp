#include "bridge/app/orders.hpp"

#include <algorithm>

#include "bridge/base/log.hpp"

namespace gb::app {
namespace {

constexpr const char* area = "admin";
constexpr const char* test_text = "This is a test message from the bridge. Nobody else has it.";

Error only_speaks(const std::string& room) {
  return {Fault::caller, false, room + " only speaks: nothing is relayed to it"};
}

}  // namespace

result<const RunningLink*> Orders::link(const std::string& room) const {
  const auto found = std::ranges::find(links_, room, [](const RunningLink& one) { return one.link.name; });
  if (found == links_.end()) return Error{Fault::caller, false, "no channel is linked to " + room};
  return &*found;
}

result<std::string> Orders::reconnect(const std::string& network) {
  const auto found = std::ranges::find(networks_, network, [](const RunningNetwork& one) { return one.name; });
  if (found == networks_.end()) return Error{Fault::caller, false, "there is no network " + network};
  log::info(area, "{}: a new connection is asked for", network);
  found->network->reconnect();
  return network + " connects anew";
}

result<std::string> Orders::reload() {
  reload_();
  return "the configuration is read again";
}

result<std::string> Orders::skip(const std::string& room) {
  const auto found = link(room);
  if (!found) return found.error();
  if (!(*found)->courier) return only_speaks(room);
  log::info(area, "{}: skipping its backlog is asked for", room);
  (*found)->courier->skip_backlog();
  return "what waits for " + room + " is left out";
}

result<std::string> Orders::mute(const std::string& room, bool muted) {
  const auto found = link(room);
  if (!found) return found.error();
  oversight_.mute(**found, muted);
  return room + (muted ? " is muted: nothing is relayed from or to it" : " is heard again");
}

result<std::string> Orders::test(const std::string& room) {
  const auto found = link(room);
  if (!found) return found.error();
  if (!(*found)->courier) return only_speaks(room);
  log::info(area, "{}: a test message is asked for", room);
  (*found)->link.channel->note(test_text, (*found)->link.room, wall_now());
  return "a test message is on its way to " + room;
}

}  // namespace gb::app
