#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/core/entry.hpp"

namespace gb::core {

/// Is told what becomes of every entry, for the eyes of whoever looks after the bridge. Called on the event loop, once
/// for each fact; must not block and must not call back.
class Witness {
 public:
  virtual ~Witness() = default;

  /// It is on disk; nobody has seen it yet. `remote_ids`: what the room it was said in calls it.
  virtual void appended(const Entry& entry, const std::vector<std::string>& remote_ids) = 0;

  /// It is on its way to the natives who have its channel open.
  virtual void shown(const Entry& entry) = 0;

  /// A room has it. `proven`: by a confirmation that named this very entry.
  virtual void delivered(RoomId room, const Entry& entry, const std::vector<std::string>& remote_ids, bool proven) = 0;

  virtual void refused(RoomId room, const Entry& entry, const std::string& reason) = 0;

  /// A room could not take it now; it will be tried again.
  virtual void retried(RoomId room, const Entry& entry, const std::string& reason) = 0;

  /// So many messages, the last of them `upto`, are left out.
  virtual void skipped(RoomId room, Seq upto, std::size_t count) = 0;
};

}  // namespace gb::core
