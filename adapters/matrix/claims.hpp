#pragma once

#include <map>
#include <string>

namespace gb::matrix {

/// Which link has which room, over all homeservers: two links to one room, under whatever names and by whichever
/// networks, would hear each other for ever. Lives on the event loop.
class Claims {
 public:
  /// Makes the room the one of that link, instead of any other it had. The name of the link that has it already; empty:
  /// it is the link's own now.
  std::string claim(const std::string& room_id, const std::string& link) {
    const auto [holder, fresh] = by_room_.emplace(room_id, link);
    if (!fresh && holder->second != link) return holder->second;
    std::erase_if(by_room_, [&](const auto& one) { return one.second == link && one.first != room_id; });
    return {};
  }

  /// The link has no room any more.
  void release(const std::string& link) {
    std::erase_if(by_room_, [&](const auto& one) { return one.second == link; });
  }

 private:
  std::map<std::string, std::string> by_room_;
};

}  // namespace gb::matrix
