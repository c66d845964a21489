#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bridge/core/ledger.hpp"

namespace gb::test {

/// A ledger in memory that keeps its promises: numbers, identities, remote ids, completions in the next turn.
class MemoryLedger final : public core::Ledger {
 public:
  explicit MemoryLedger(boost::asio::io_context& loop) : loop_(loop) {}

  std::vector<core::EntryPtr> entries;
  std::vector<core::Settlement> settlements;
  bool failing = false;  ///< As a full disk: appends and settlements fail.

  void append(core::Append fact, Done<core::Appended> done) override {
    boost::asio::post(loop_, [this, fact = std::move(fact), done = std::move(done)] {
      if (failing) return done(full());
      done(write(fact));
    });
  }

  void settle(core::Settlement settlement, Done<void> done) override {
    boost::asio::post(loop_, [this, settlement = std::move(settlement), done = std::move(done)] {
      if (failing) return done(full());
      for (const core::SettledEntry& entry : settlement.entries)
        for (const std::string& id : entry.remote_ids) remote_[{settlement.room, id}] = entry.seq;
      settlements.push_back(settlement);
      done({});
    });
  }

  void read(core::ReadRange range, Done<std::vector<core::EntryPtr>> done) override {
    boost::asio::post(loop_, [this, range, done = std::move(done)] {
      std::vector<core::EntryPtr> found;
      for (const core::EntryPtr& entry : entries)
        if (entry->channel == range.channel && entry->seq > range.after) found.push_back(entry);
      const std::size_t limit = std::min(range.limit, core::ReadRange::most);
      if (found.size() > limit && range.take == core::ReadRange::Take::newest)
        found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(limit));
      if (found.size() > limit) found.resize(limit);
      done(std::move(found));
    });
  }

  void resolve(std::vector<core::OutsidePerson> people, Done<std::vector<core::UserPtr>> done) override {
    boost::asio::post(loop_, [this, people = std::move(people), done = std::move(done)] {
      std::vector<core::UserPtr> users;
      for (const core::OutsidePerson& person : people) users.push_back(user(person));
      done(std::move(users));
    });
  }

  void find(RoomId room, std::string remote_id, Done<std::optional<Seq>> done) override {
    boost::asio::post(loop_, [this, room, id = std::move(remote_id), done = std::move(done)] {
      const auto found = remote_.find({room, id});
      done(found == remote_.end() ? std::optional<Seq>{} : std::optional<Seq>{found->second});
    });
  }

  void count(core::Stretch stretch, Done<std::size_t> done) override {
    boost::asio::post(loop_, [this, stretch, done = std::move(done)] {
      done(static_cast<std::size_t>(std::ranges::count_if(entries, [&](const core::EntryPtr& entry) {
        return entry->channel == stretch.channel && entry->seq > stretch.after && entry->seq <= stretch.upto &&
               core::is_for_room(*entry, stretch.room);
      })));
    });
  }

  void remote_ids(RoomId room, Seq entry, Done<std::vector<std::string>> done) override {
    boost::asio::post(loop_, [this, room, entry, done = std::move(done)] {
      std::vector<std::string> ids;
      for (const auto& [where, seq] : remote_)
        if (where.first == room && seq == entry) ids.push_back(where.second);
      done(std::move(ids));
    });
  }

 private:
  static Error full() { return Error{Fault::house, true, "the disk is full"}; }

  core::UserPtr user(const core::OutsidePerson& person) {
    core::UserPtr& known = people_[person.network + "\n" + person.key];
    if (!known)
      known = std::make_shared<const core::User>(
          core::User{UserId{first_outside_user.value + static_cast<std::int64_t>(people_.size())}, Time{},
                     core::handle_of(person), person.name});
    return known;
  }

  /// As `Ledger` says of `refers_to`. False: there is nothing to do.
  bool aim(core::Entry& entry, const core::Append& fact) const {
    const auto found = remote_.find({fact.source.room, fact.refers_to});
    const core::Entry* target =
        found == remote_.end() ? nullptr : entries[static_cast<std::size_t>(found->second.value) - 1].get();
    if (auto* removal = std::get_if<core::Removal>(&entry.event)) {
      if (target != nullptr) removal->target = target->seq;
      return removal->target != Seq{};
    }
    if (target == nullptr) return true;
    if (auto* edit = std::get_if<core::Edit>(&entry.event)) {
      edit->target = target->seq;
      edit->before = std::get<core::Message>(target->event).body.text;
    } else {
      std::get<core::Message>(entry.event).reply = core::Reply{target->seq, target->author->display_name};
    }
    return true;
  }

  core::Appended write(const core::Append& fact) {
    for (const std::string& id : fact.remote_ids)
      if (const auto known = remote_.find({fact.source.room, id}); known != remote_.end())
        return {entries[static_cast<std::size_t>(known->second.value) - 1], true};
    auto entry = std::make_shared<core::Entry>();
    entry->seq = Seq{static_cast<std::int64_t>(entries.size()) + 1};
    entry->channel = fact.channel;
    entry->source = fact.source;
    entry->created = fact.created;
    entry->event = fact.event;
    if (!aim(*entry, fact)) return {nullptr, true};
    entry->note = fact.note;
    const auto* native = std::get_if<core::UserPtr>(&fact.author);
    entry->author = native != nullptr ? *native : user(std::get<core::OutsidePerson>(fact.author));
    for (const std::string& id : fact.remote_ids) remote_[{fact.source.room, id}] = entry->seq;
    entries.push_back(entry);
    return {entry, false};
  }

  boost::asio::io_context& loop_;
  std::map<std::string, core::UserPtr> people_;
  std::map<std::pair<RoomId, std::string>, Seq> remote_;
};

}  // namespace gb::test
