#include "bridge/core/correction.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

TEST(Correction, OneWord) {
  EXPECT_EQ(correction("Is X posible?", "Is X possible?"), "possible?");
}

TEST(Correction, OnlyTheAddedTail) {
  EXPECT_EQ(correction("Is X possible?", "Is X possible? I ask because of Y"), "I ask because of Y");
}

TEST(Correction, TwoFarApartWords) {
  std::string before;
  for (int n = 0; n < 80; ++n) before += "word" + std::to_string(n) + " ";
  std::string after = before;
  after.replace(after.find("word3 "), 5, "first");
  after.replace(after.find("word70"), 6, "second");
  EXPECT_EQ(correction(before, after), "first ... second");
}

TEST(Correction, IsNeverLongerThanTheNewText) {
  EXPECT_EQ(correction("a b c", "x b y"), "x b y") << "the gap would take more than it saves";
  EXPECT_EQ(correction("all of it", "something new"), "something new");
  EXPECT_EQ(correction("", "x"), "x");
  std::string many;
  for (int n = 0; n < 3000; ++n) many += "w ";
  EXPECT_LE(correction(many, many + "more").size(), many.size() + 5);
}

TEST(Correction, WhatWasTakenAwayLeavesTheWhole) {
  EXPECT_EQ(correction("do not come", "do come"), "do come");
}

TEST(Correction, IsOneLineAndNothingWhereNothingChanged) {
  EXPECT_EQ(correction("a\nb", "a\nb c\nd"), "c d");
  EXPECT_EQ(correction("same words", " same\nwords "), "");
}

Entry entry_of(Event event) {
  Entry entry;
  entry.author = std::make_shared<const User>(User{UserId{7}, Time{}, "alice", "Alice"});
  entry.event = std::move(event);
  return entry;
}

TEST(ShownWhereNothingChanges, AMessageAsItIs) {
  Message message{MessageKind::action, {"waves", {{0, 5, Style::bold, ""}}}, {}, Reply{Seq{1}, "Bob"}};
  message.attachments.push_back({UserId{7}, "0a.png", {}, {}, {"image/png", 1676, 4, 3, {}}});
  EXPECT_EQ(shown_where_nothing_changes(entry_of(message), true), message);
  EXPECT_EQ(shown_where_nothing_changes(entry_of(message), false), message);
}

TEST(ShownWhereNothingChanges, OfAnEditTheNewWords) {
  Message now{MessageKind::text, {"Is X possible?", {{5, 13, Style::bold, ""}}}, {}, Reply{Seq{1}, "Bob"}};
  now.attachments.push_back({UserId{7}, "0a.png", {}, {}, {"image/png", 1676, 4, 3, {}}});
  const auto shown = shown_where_nothing_changes(entry_of(Edit{Seq{1}, now, "Is X posible?"}), true);
  EXPECT_EQ(shown, (Message{MessageKind::text, {"(edited) possible?", {}}, {}, {}}))
      << "neither its files nor whom it answers again";
}

TEST(ShownWhereNothingChanges, AnEditKeepsItsKind) {
  for (const MessageKind kind : {MessageKind::text, MessageKind::action, MessageKind::notice}) {
    const auto shown =
        shown_where_nothing_changes(entry_of(Edit{Seq{1}, {kind, {"waves both", {}}, {}, {}}, "waves"}), true);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->kind, kind);
    EXPECT_EQ(shown->body.text, "(edited) both");
  }
}

TEST(ShownWhereNothingChanges, OfAnUnknownMessageTheWholeEdit) {
  const auto shown = shown_where_nothing_changes(entry_of(Edit{Seq{}, {{}, {"all of it", {}}, {}, {}}, ""}), true);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->body.text, "(edited) all of it");
}

TEST(ShownWhereNothingChanges, NothingWhereNothingIsToBeTold) {
  const Message now{MessageKind::text, {"the same\nwords", {}}, {}, {}};
  EXPECT_FALSE(shown_where_nothing_changes(entry_of(Edit{Seq{1}, now, "other words"}), false)) << "no edits wanted";
  EXPECT_FALSE(shown_where_nothing_changes(entry_of(Edit{Seq{1}, now, " the  same words"}), true)) << "the same words";
  EXPECT_FALSE(shown_where_nothing_changes(entry_of(Edit{Seq{1}, {}, "all"}), true)) << "no words are left";
  EXPECT_FALSE(shown_where_nothing_changes(entry_of(Removal{Seq{1}, {}}), true));
  EXPECT_FALSE(shown_where_nothing_changes(entry_of(Removal{Seq{1}, {}}), false));
}

}  // namespace
}  // namespace gb::core
