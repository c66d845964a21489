#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "bridge/base/distribution.hpp"
#include "bridge/core/expired.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/core/witness.hpp"
#include "bridge/store/health.hpp"

namespace gb::store {

class Writer;
class Reading;

/// The ledger in an SQLite file. One thread writes, in groups: whatever was asked for since the last commit goes into
/// one transaction. Another thread reads. Completions are posted to the loop, one post per group.
///
/// While the disk fails, what can be asked for again fails at once with the reason, and what cannot (`only_once`)
/// waits. At the bound `most_waiting` further appends fail at once with "the store is behind"; settlements, few by
/// nature, are still taken. Destruction writes what is queued, then ends both threads; completions that are already
/// posted still arrive if the loop goes on running.
class SqliteLedger : public core::Ledger {
 public:
  static constexpr std::size_t most_waiting = 20'000;

  /// Opens connections of its own to a file that `open_database` has brought up to date.
  static result<std::unique_ptr<SqliteLedger>> open(const std::string& path, const boost::asio::any_io_executor& loop);

  ~SqliteLedger() override;

  /// Whether it can be written.
  Health::State health() const;

  /// Who is told of every entry from now on; must outlive the loop's run. Null: nobody.
  void watch(core::Witness* witness) { witness_ = witness; }

  /// How long each group took from its begin to the end of its commit.
  const Distribution& commits() const;

  /// Requests that wait for the writer.
  std::size_t waiting() const;

  void append(core::Append append, Done<core::Appended> done) override;
  void settle(core::Settlement settlement, Done<void> done) override;
  void read(core::ReadRange range, Done<std::vector<core::EntryPtr>> done) override;
  void resolve(std::vector<core::OutsidePerson> people, Done<std::vector<core::UserPtr>> done) override;
  void find(RoomId room, std::string remote_id, Done<std::optional<Seq>> done) override;
  void count(core::Stretch stretch, Done<std::size_t> done) override;
  void remote_ids(RoomId room, Seq entry, Done<std::vector<std::string>> done) override;

  /// Takes away some of what was made before that time, oldest first, with all that belongs to it; `Expired::more`
  /// says whether to ask again. The file shrinks by it.
  void expire(Time before, Done<core::Expired> done);

 private:
  SqliteLedger(std::unique_ptr<Writer> writer, std::unique_ptr<Reading> reading);

  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reading> reading_;
  core::Witness* witness_ = nullptr;
};

}  // namespace gb::store
