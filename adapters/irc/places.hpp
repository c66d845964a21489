#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/irc/irc_room.hpp"
#include "adapters/irc/wire/isupport.hpp"

namespace gb::irc {

/// The rooms of a network by what the server calls them, in its spelling rules.
class Places {
 public:
  using Rooms = std::vector<std::unique_ptr<IrcRoom>>;

  /// Both must outlive this.
  Places(const Rooms& rooms, const Isupport& isupport) : rooms_(rooms), isupport_(isupport) { refold(); }

  /// After the server has said how names compare, and when a room has come or gone.
  void refold() {
    by_name_.clear();
    for (std::size_t n = 0; n < rooms_.size(); ++n)
      if (!rooms_[n]->is_retired()) by_name_[fold(isupport_.casemap, rooms_[n]->link().place)] = n;
  }

  /// The index of a channel; a target for a part of its people only ("@#channel") is that channel too.
  std::optional<std::size_t> find(std::string_view target) const {
    while (!target.empty() && !isupport_.is_channel(target) &&
           isupport_.status_marks.find(target.front()) != std::string::npos)
      target.remove_prefix(1);
    const auto found = by_name_.find(fold(isupport_.casemap, target));
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
  }

  const Rooms& rooms() const { return rooms_; }
  IrcRoom& operator[](std::size_t index) const { return *rooms_[index]; }

 private:
  const Rooms& rooms_;
  const Isupport& isupport_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

}  // namespace gb::irc
