#include "bridge/store/trace.hpp"

#include <gmock/gmock.h>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;
using Outcome = RoomTrace::Outcome;

class TraceTest : public StoreTest {
 protected:
  void settle(core::Settlement settlement) {
    wait_for<void>([&](auto done) { ledger->settle(std::move(settlement), std::move(done)); }).value();
  }

  Trace traced(Seq entry) { return trace(path, entry).value().value(); }
};

TEST_F(TraceTest, TellsFromWhereToWhere) {
  core::Append fact = said("hello", general);
  fact.remote_ids = {"m1"};
  const Seq entry = append(fact).value().entry->seq;
  Trace found = traced(entry);
  EXPECT_EQ(found.source, "irc.a/#here");
  EXPECT_EQ(found.channel, "g/general");
  EXPECT_EQ(found.author, "Bob@irc.a");
  EXPECT_EQ(found.created, noon);
  EXPECT_EQ(found.what, "text");
  ASSERT_EQ(found.rooms.size(), 2U);
  EXPECT_EQ(found.rooms[0].outcome, Outcome::source);
  EXPECT_THAT(found.rooms[0].remote_ids, ElementsAre("m1"));
  EXPECT_EQ(found.rooms[1].outcome, Outcome::waiting);
  settle({there, entry, {{entry, {"x1", "x2"}}}});
  found = traced(entry);
  EXPECT_EQ(found.rooms[1].name, "irc.b/#there");
  EXPECT_EQ(found.rooms[1].outcome, Outcome::delivered);
  EXPECT_THAT(found.rooms[1].remote_ids, ElementsAre("x1", "x2"));
  EXPECT_EQ(entry_called(path, "x2").value(), std::optional(entry));
  EXPECT_EQ(entry_called(path, "x3").value(), std::nullopt);
}

TEST_F(TraceTest, TellsWhyARoomDoesNotHaveIt) {
  const Seq refused = append(said("too large", general)).value().entry->seq;
  const Seq skipped = append(said("old", general)).value().entry->seq;
  const Seq later = append(said("later", general)).value().entry->seq;
  core::Settlement settlement{there, later, {}};
  settlement.passed = {{refused, refused, noon, "refused: too large"}, {skipped, skipped, noon, "skipped: too old"}};
  settle(settlement);
  EXPECT_EQ(traced(refused).rooms[1].outcome, Outcome::passed);
  EXPECT_EQ(traced(refused).rooms[1].reason, "refused: too large");
  EXPECT_EQ(traced(refused).rooms[1].when, std::optional(noon));
  EXPECT_EQ(traced(skipped).rooms[1].reason, "skipped: too old");
  EXPECT_EQ(traced(later).rooms[1].outcome, Outcome::delivered);
}

TEST_F(TraceTest, ANoteIsForOneRoom) {
  core::Append fact = said("a note", general);
  fact.source = core::Source{};
  fact.note = core::NoteTarget{there};
  const Trace found = traced(append(fact).value().entry->seq);
  EXPECT_TRUE(found.note);
  EXPECT_EQ(found.rooms[0].outcome, Outcome::not_for);
  EXPECT_EQ(found.rooms[1].outcome, Outcome::waiting);
}

TEST_F(TraceTest, WhatIsNotThere) {
  EXPECT_EQ(trace(path, Seq{99}).value(), std::nullopt);
  EXPECT_FALSE(trace(path + ".none", Seq{1}));
}

}  // namespace
}  // namespace gb::store::test
