#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/core/expired.hpp"
#include "bridge/core/ledger.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// What the writer does inside one group's transaction, request by request. Used on the writer's thread only.
/// Throws what SQLite throws; `roll_back` must be called then, and the next group can begin.
class GroupTransaction {
 public:
  /// How long a native's nonce makes a post a repeat.
  static constexpr std::chrono::minutes nonce_life{10};

  explicit GroupTransaction(SQLite::Database& database);
  ~GroupTransaction();

  /// Throws Misplaced as well.
  void begin();

  /// Writes something all the same: whether the disk takes it is what is asked.
  void change_nothing();

  void commit();
  void roll_back() noexcept;

  core::Appended append(core::Append fact);
  void settle(const core::Settlement& settlement);
  core::Expired expire(Time before);
  std::vector<core::UserPtr> resolve(const std::vector<core::OutsidePerson>& people, Time now);

 private:
  struct Parts;

  bool aim(core::Append& fact, UserId author);
  core::EntryPtr target_of(const core::Append& fact);
  std::optional<Seq> find_remote(RoomId room, const std::string& id);
  std::vector<Seq> edits_of(Seq target);
  void reword(const core::Edit& edit);
  void undo_edit(Seq removed, ChannelId channel);
  std::optional<core::EntryPtr> known_already(const core::Append& fact, UserId author);
  core::EntryPtr entry(Seq seq);
  Seq insert(const core::Append& fact, UserId author);
  void keep_remote_ids(RoomId room, Seq seq, const std::vector<std::string>& ids);
  void keep_passed(RoomId room, const core::PassedOver& passed);
  void keep_nonce(const core::Append& fact, UserId author, Seq seq);
  void blank(Seq target, ChannelId channel);

  std::unique_ptr<Parts> parts_;
};

}  // namespace gb::store
