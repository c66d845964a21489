#include "bridge/delivery/fresh_edit.hpp"

#include <gmock/gmock.h>

#include "tests/support/memory_ledger.hpp"
#include "tests/support/until.hpp"

namespace gb::delivery {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Time noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

core::Message words(const std::string& text) {
  return {core::MessageKind::text, {text, {}}, {}};
}

class FreshEdit : public testing::Test {
 protected:
  FreshEdit() { say(words("zero"), noon - 1h); }

  void say(core::Event event, Time when) {
    core::Append fact;
    fact.author = core::OutsidePerson{"irc.a", "nick:bob", "Bob"};
    fact.created = when;
    fact.event = std::move(event);
    bool landed = false;
    log.append(std::move(fact), [&](const auto&) { landed = true; });
    gb::test::until(loop, [&] { return landed; });
  }

  void edit(std::int64_t target, Time when) { say(core::Edit{Seq{target}, words("new"), "old"}, when); }

  /// Everything after the first entry, cut; its numbers remain in `left`.
  std::chrono::milliseconds cut(Time now) {
    auto window = *log.live_after(Seq{1}, 100);
    const auto wait = cut_at_fresh_edit(log, window, now);
    left.clear();
    for (const core::EntryPtr& entry : window) left.push_back(entry->seq.value);
    return wait;
  }

  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  core::ChannelLog log{ChannelId{1}, ledger, Seq{}};
  std::vector<std::int64_t> left;
};

TEST_F(FreshEdit, WithoutEditsNothingIsCut) {
  EXPECT_EQ(cut(noon), 0ms);
  EXPECT_THAT(left, IsEmpty());
  say(words("two"), noon);
  say(core::Removal{Seq{1}, {}}, noon);
  EXPECT_EQ(cut(noon), 0ms);
  EXPECT_THAT(left, ElementsAre(2, 3));
}

TEST_F(FreshEdit, CutsBeforeAnEditThatMayBeEditedAgain) {
  say(words("two"), noon);
  edit(1, noon);
  say(words("four"), noon);
  EXPECT_EQ(cut(noon + 1s), 2s);
  EXPECT_THAT(left, ElementsAre(2)) << "what comes behind it waits as well";
}

TEST_F(FreshEdit, AnEditThatComesFirstLeavesNothing) {
  edit(1, noon);
  EXPECT_EQ(cut(noon), 3s);
  EXPECT_THAT(left, IsEmpty());
}

TEST_F(FreshEdit, AfterAWhileItIsTold) {
  edit(1, noon);
  EXPECT_EQ(cut(noon + 3s - 1ms), 1ms);
  EXPECT_THAT(left, IsEmpty());
  EXPECT_EQ(cut(noon + 3s), 0ms);
  EXPECT_THAT(left, ElementsAre(2));
}

TEST_F(FreshEdit, OnlyTheLastEditOfAMessageIsWaitedFor) {
  say(words("two"), noon);
  edit(1, noon);
  say(words("four"), noon);
  edit(1, noon + 1s);
  EXPECT_EQ(cut(noon + 1s), 3s);
  EXPECT_THAT(left, ElementsAre(2, 3, 4)) << "nobody needs to hear of the third: whoever tells sees to that";
}

TEST_F(FreshEdit, TheFirstOfSeveralMessagesCounts) {
  say(words("two"), noon);
  edit(1, noon);
  edit(2, noon + 1s);
  EXPECT_EQ(cut(noon + 1s), 2s);
  EXPECT_THAT(left, ElementsAre(2));
  EXPECT_EQ(cut(noon + 3s), 1s);
  EXPECT_THAT(left, ElementsAre(2, 3));
}

TEST_F(FreshEdit, AClockThatIsAheadMakesNobodyWait) {
  edit(1, noon + 60s);
  EXPECT_EQ(cut(noon), 0ms);
  EXPECT_THAT(left, ElementsAre(2));
  edit(1, noon);
  EXPECT_EQ(cut(noon), 3s) << "one of this moment is waited for";
  EXPECT_THAT(left, ElementsAre(2));
}

}  // namespace
}  // namespace gb::delivery
