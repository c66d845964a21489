#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/core/accounts.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/files/file_store.hpp"
#include "tests/support/memory_file_book.hpp"

namespace gb::gateway::test {

inline const Time some_day{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

/// A ledger in memory: completes in the next turn of the loop, fails when told to, waits when told to.
class FakeLedger final : public core::Ledger {
 public:
  explicit FakeLedger(boost::asio::io_context& loop) : loop_(loop) {}

  std::optional<Error> failure;  ///< What every append and read ends with.
  bool held = false;             ///< Appends wait for `release`.
  int resolves = 0;

  void release() {
    held = false;
    for (auto& completion : std::exchange(waiting_, {})) boost::asio::post(loop_, std::move(completion));
  }

  void append(core::Append fact, Done<core::Appended> done) override {
    auto completion = [this, fact = std::move(fact), done = std::move(done)] {
      if (failure) return done(*failure);
      done(write(fact));
    };
    if (held)
      waiting_.emplace_back(std::move(completion));
    else
      boost::asio::post(loop_, std::move(completion));
  }

  void settle(core::Settlement, Done<void> done) override {
    boost::asio::post(loop_, [done = std::move(done)] { done({}); });
  }

  void read(core::ReadRange range, Done<std::vector<core::EntryPtr>> done) override {
    boost::asio::post(loop_, [this, range, done = std::move(done)] {
      if (failure) return done(*failure);
      done(select(range));
    });
  }

  void resolve(std::vector<core::OutsidePerson> people, Done<std::vector<core::UserPtr>> done) override {
    ++resolves;
    boost::asio::post(loop_, [this, people = std::move(people), done = std::move(done)] {
      if (failure) return done(*failure);
      std::vector<core::UserPtr> users;
      for (const core::OutsidePerson& person : people) users.push_back(known(person));
      done(std::move(users));
    });
  }

  void find(RoomId, std::string, Done<std::optional<Seq>> done) override {
    boost::asio::post(loop_, [done = std::move(done)] { done(std::optional<Seq>{}); });
  }

  void count(core::Stretch, Done<std::size_t> done) override {
    boost::asio::post(loop_, [done = std::move(done)] { done(std::size_t{0}); });
  }

  void remote_ids(RoomId, Seq, Done<std::vector<std::string>> done) override {
    boost::asio::post(loop_, [done = std::move(done)] { done(std::vector<std::string>{}); });
  }

 private:
  core::UserPtr known(const core::OutsidePerson& person) {
    core::UserPtr& user = outside_[person.network + "\n" + person.key];
    if (!user)
      user = std::make_shared<const core::User>(
          core::User{UserId{first_outside_user.value + static_cast<std::int64_t>(outside_.size())}, some_day,
                     core::handle_of(person), person.name});
    return user;
  }

  core::Appended write(const core::Append& fact) {
    auto entry = std::make_shared<core::Entry>();
    if (const auto* native = std::get_if<core::UserPtr>(&fact.author))
      entry->author = *native;
    else
      entry->author = known(std::get<core::OutsidePerson>(fact.author));
    if (!fact.nonce.empty()) {
      const auto repeat = nonces_.find({entry->author->id, fact.nonce});
      if (repeat != nonces_.end()) return {repeat->second, true};
    }
    entry->seq = Seq{static_cast<std::int64_t>(entries_.size()) + 1};
    entry->channel = fact.channel;
    entry->source = fact.source;
    entry->created = some_day;
    entry->event = fact.event;
    entry->note = fact.note;
    entries_.push_back(entry);
    if (!fact.nonce.empty()) nonces_[{entry->author->id, fact.nonce}] = entry;
    return {entry, false};
  }

  std::vector<core::EntryPtr> select(const core::ReadRange& range) const {
    std::vector<core::EntryPtr> all;
    for (const core::EntryPtr& entry : entries_)
      if (entry->channel == range.channel && entry->seq > range.after && (!range.before || entry->seq < *range.before))
        all.push_back(entry);
    if (all.size() <= range.limit) return all;
    const auto limit = static_cast<std::ptrdiff_t>(range.limit);
    if (range.take == core::ReadRange::Take::oldest) return {all.begin(), all.begin() + limit};
    return {all.end() - limit, all.end()};
  }

  boost::asio::io_context& loop_;
  std::vector<core::EntryPtr> entries_;
  std::vector<std::function<void()>> waiting_;
  std::map<std::pair<UserId, std::string>, core::EntryPtr> nonces_;
  std::map<std::string, core::UserPtr> outside_;
};

/// Natives whose password is "password of HANDLE".
class FakeAccounts final : public core::Accounts {
 public:
  explicit FakeAccounts(boost::asio::io_context& loop) : loop_(loop) {}

  std::optional<Error> failure;
  int verified = 0;

  core::UserPtr add(std::string handle) {
    const UserId id{static_cast<std::int64_t>(users_.size()) + 1};
    users_.push_back(std::make_shared<const core::User>(core::User{id, some_day, handle, "The " + handle}));
    return users_.back();
  }

  void verify(UserId id, std::string password, Done<std::optional<core::Account>> done) override {
    ++verified;
    boost::asio::post(loop_, [this, id, password = std::move(password), done = std::move(done)] {
      if (failure) return done(*failure);
      for (const core::UserPtr& user : users_)
        if (user->id == id && password == "password of " + user->handle)
          return done(std::optional(core::Account{user, some_day, user->handle + "@example.org", false, 1}));
      done(std::optional<core::Account>{});
    });
  }

  void verify_named(std::string name, std::string password, Done<std::optional<core::Account>> done) override {
    UserId id{-1};
    for (const core::UserPtr& user : users_)
      if (user->handle == name || std::to_string(user->id.value) == name) id = user->id;
    verify(id, std::move(password), std::move(done));
  }

  const std::vector<core::UserPtr>& natives() override { return users_; }

  bool stands(UserId id, std::uint64_t) const override {
    return std::ranges::any_of(users_, [id](const core::UserPtr& user) { return user->id == id; });
  }

  void watch(std::function<void()> changed) override { changed_ = std::move(changed); }
  void forget() override { changed_ = {}; }

  void remove(UserId id) {
    std::erase_if(users_, [id](const core::UserPtr& user) { return user->id == id; });
    if (changed_) changed_();
  }

 private:
  boost::asio::io_context& loop_;
  std::vector<core::UserPtr> users_;
  std::function<void()> changed_;
};

/// A file store in a folder that goes with it.
class TemporaryFiles {
 public:
  explicit TemporaryFiles(const boost::asio::any_io_executor& loop) {
    config::Files settings;
    settings.path = folder_.string();
    store_ =
        *files::FileStore::open(settings, "http://files.example", std::make_unique<gb::test::MemoryFileBook>(), loop);
  }

  ~TemporaryFiles() {
    store_ = nullptr;
    std::filesystem::remove_all(folder_);
  }

  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;

  files::FileStore& store() { return *store_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  static std::filesystem::path fresh() {
    std::string name = (std::filesystem::temp_directory_path() / "gb-files-XXXXXX").string();
    return ::mkdtemp(name.data());
  }

  std::filesystem::path folder_ = fresh();
  std::unique_ptr<files::FileStore> store_;
};

}  // namespace gb::gateway::test
