// What a disk does to us: full for a while, then not.
#include <sys/resource.h>

#include <csignal>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

/// No file of this process may grow beyond `bytes` while this lives: the nearest thing to a full disk.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_{};
};

using DiskTest = StoreTest;

TEST_F(DiskTest, AFullDiskRefusesWithAReasonAndLosesNothing) {
  std::vector<Seq> accepted;
  std::string reason;
  {
    const SmallDisk disk(512 * 1024);
    for (int n = 0; n < 2000 && reason.empty(); ++n) {
      const auto outcome = append(said(std::string(2000, 'x'), general));
      if (outcome)
        accepted.push_back(outcome->entry->seq);
      else
        reason = outcome.error().told;
    }
    ASSERT_FALSE(reason.empty()) << "the disk was never full";
    EXPECT_NE(reason.find("disk"), std::string::npos) << reason;
    EXPECT_EQ(read(all(general)).size(), accepted.size()) << "reading goes on";
    EXPECT_FALSE(append(said(std::string(2000, 'x'), general)));
  }
  const auto after = append(said("room again", general));
  ASSERT_TRUE(after) << after.error().told;
  accepted.push_back(after->entry->seq);
  reopen();
  std::vector<Seq> stored;
  for (const auto& entry : read(all(general))) stored.push_back(entry->seq);
  EXPECT_EQ(stored, accepted);
}

core::Append large(const core::Append& fact, bool only_once) {
  core::Append out = fact;
  out.event = core::Message{core::MessageKind::text, {std::string(2000, 'x'), {}}, {}};
  out.only_once = only_once;
  return out;
}

TEST_F(DiskTest, WhatCannotBeAskedForAgainWaitsAndComesFirst) {
  std::vector<std::string> kept;
  const auto say_once = [&](const std::string& text) {
    core::Append fact = said(text + std::string(2000, ' '), general);
    fact.only_once = true;
    ledger->append(std::move(fact), [&](const result<core::Appended>& outcome) {
      kept.push_back(outcome ? text_of(outcome->entry).substr(0, 1) : outcome.error().told);
    });
  };
  {
    const SmallDisk disk(512 * 1024);
    while (append(large(said("", general), false))) {
    }
    EXPECT_TRUE(ledger->health().failing);
    EXPECT_NE(ledger->health().reason.find("disk"), std::string::npos);
    for (const char* text : {"a", "b", "c"}) say_once(text);
    EXPECT_FALSE(append(large(said("", general), false))) << "what can be asked for again is refused at once";
    gb::test::run_for(loop, std::chrono::milliseconds(600));
    EXPECT_TRUE(kept.empty());
    EXPECT_EQ(ledger->health().waiting, 3U);
    EXPECT_GE(ledger->health().refused, 2U);
  }
  say_once("d");
  ASSERT_TRUE(gb::test::until(loop, [&] { return kept.size() == 4; }));
  EXPECT_EQ(kept, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_FALSE(ledger->health().failing);
  EXPECT_EQ(ledger->health().waiting, 0U);
  const auto stored = read(all(general));
  EXPECT_EQ(text_of(stored.at(stored.size() - 4)).front(), 'a') << "in the order it was said";
}

TEST_F(DiskTest, NotMoreWaitsThanIsBounded) {
  const std::size_t more = 50;
  std::size_t failed = 0;
  std::size_t done = 0;
  {
    const SmallDisk disk(512 * 1024);
    while (append(large(said("", general), false))) {
    }
    for (std::size_t n = 0; n < core::Ledger::most_held + more; ++n)
      ledger->append(large(said("", general), true), [&](const auto& outcome) { ++(outcome ? done : failed); });
    ASSERT_TRUE(gb::test::until(loop, [&] { return failed == more; }));
    gb::test::run_for(loop, std::chrono::milliseconds(300));
    EXPECT_EQ(failed, more);
  }
  ASSERT_TRUE(gb::test::until(
      loop, [&] { return done == core::Ledger::most_held; }, std::chrono::seconds(20)));
}

TEST_F(DiskTest, ThatItWorksAgainIsSeenWithoutAMessage) {
  {
    const SmallDisk disk(512 * 1024);
    while (append(large(said("", general), false))) {
    }
    ASSERT_TRUE(ledger->health().failing);
  }
  EXPECT_TRUE(gb::test::until(loop, [&] { return !ledger->health().failing; }));
}

// SQLite would go on writing to a file without a name.
TEST_F(DiskTest, AFileThatWasTakenAwayIsNotWrittenTo) {
  ASSERT_TRUE(append(said("before", general)));
  for (const std::string& file : {path, path + "-wal"}) {
    std::filesystem::rename(file, file + ".away");
    const auto refused = append(said("lost", general));
    ASSERT_FALSE(refused) << file;
    EXPECT_NE(refused.error().told.find("is not where it was"), std::string::npos) << refused.error().told;
    EXPECT_EQ(texts(all(general)).front(), "before") << "reading goes on";
    std::filesystem::rename(file + ".away", file);
    EXPECT_TRUE(append(said("back", general)));
  }
  reopen();
  EXPECT_EQ(texts(all(general)), (std::vector<std::string>{"before", "back", "back"}));
}

}  // namespace
}  // namespace gb::store::test
