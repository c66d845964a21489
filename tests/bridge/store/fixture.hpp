#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bridge/store/catalog.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/ledger.hpp"
#include "tests/support/until.hpp"

namespace gb::store::test {

inline const Time noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

/// A database in a folder of its own, with one guild, two channels and two rooms.
class StoreTest : public testing::Test {
 protected:
  StoreTest() : folder_(std::filesystem::temp_directory_path() / unique_name()) {
    std::filesystem::create_directories(folder_);
    path = (folder_ / "test.db").string();
    open();
    auto catalog = SqliteCatalog::open(path).value();
    guild = catalog->guild("g", std::nullopt)->id;
    general = catalog->channel(guild, "general", std::nullopt)->id;
    random = catalog->channel(guild, "random", std::nullopt)->id;
    here = catalog->room("irc.a/#here", general, true)->id;
    there = catalog->room("irc.b/#there", general, true)->id;
  }

  ~StoreTest() override {
    ledger.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() { ledger = SqliteLedger::open(path, loop.get_executor()).value(); }

  /// As after a crash, as far as one process can tell: nothing is remembered but the file.
  void reopen() {
    ledger.reset();
    open();
  }

  /// Waits for the completion of one call.
  template <class T, class Call>
  result<T> wait_for(Call call) {
    std::optional<result<T>> outcome;
    call([&](result<T> came) { outcome.emplace(std::move(came)); });
    if (!gb::test::until(loop, [&] { return outcome.has_value(); })) throw std::runtime_error("no completion");
    return std::move(*outcome);
  }

  result<core::Appended> append(core::Append fact) {
    return wait_for<core::Appended>([&](auto done) { ledger->append(std::move(fact), std::move(done)); });
  }

  core::Append said(const std::string& text, ChannelId channel) const {
    core::Append fact;
    fact.channel = channel;
    fact.source = core::Source::of(here);
    fact.author = core::OutsidePerson{"irc.a", "nick:bob", "Bob"};
    fact.created = noon;
    fact.event = core::Message{core::MessageKind::text, {text, {}}, {}};
    return fact;
  }

  std::vector<core::EntryPtr> read(core::ReadRange range) {
    return wait_for<std::vector<core::EntryPtr>>([&](auto done) { ledger->read(range, std::move(done)); }).value();
  }

  static std::string text_of(const core::EntryPtr& entry) { return std::get<core::Message>(entry->event).body.text; }

  std::vector<std::string> texts(core::ReadRange range) {
    std::vector<std::string> out;
    for (const auto& entry : read(range)) out.push_back(text_of(entry));
    return out;
  }

  core::ReadRange all(ChannelId channel) const {
    core::ReadRange range;
    range.channel = channel;
    range.limit = 1000;
    return range;
  }

  boost::asio::io_context loop;
  std::string path;
  std::unique_ptr<SqliteLedger> ledger;
  GuildId guild;
  ChannelId general;
  ChannelId random;
  RoomId here;
  RoomId there;

 private:
  static std::string unique_name() {
    static int count = 0;
    return "guildbridge-store-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  }

  std::filesystem::path folder_;
};

}  // namespace gb::store::test
