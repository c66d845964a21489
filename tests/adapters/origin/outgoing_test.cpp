#include "adapters/origin/wire/outgoing.hpp"

#include <gtest/gtest.h>

namespace gb::origin {
namespace {

using core::MessageKind;
using namespace std::chrono_literals;

const Time noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z
const Outlook usual{"<{name}> {text}", "https://chat.example/", true};

core::Entry entry_of(std::string text, MessageKind kind = MessageKind::text, std::string name = "Alice") {
  core::Entry entry;
  entry.author = std::make_shared<const core::User>(core::User{UserId{7}, Time{}, "alice", std::move(name)});
  entry.created = noon;
  entry.event = core::Message{kind, {std::move(text), {}}, {}};
  return entry;
}

core::Entry edit_of(std::string before, std::string after, MessageKind kind = MessageKind::text) {
  core::Entry entry = entry_of({});
  entry.event = core::Edit{Seq{1}, {kind, {std::move(after), {}}, {}}, std::move(before)};
  return entry;
}

core::FileRef picture(std::string name) {
  return {UserId{7}, std::move(name), {}, {}, {"image/png", 1676, 4, 3, {}}};
}

core::FileRef document(std::string name, std::string title = {}) {
  return {UserId{9}, std::move(name), {}, {}, {"application/pdf", 5 << 20, 0, 0, std::move(title)}};
}

std::string content_of(const core::Entry& entry, const Outlook& outlook = usual, Time now = noon) {
  const auto draft = render(entry, outlook, now);
  return draft ? draft->content : "(nothing)";
}

TEST(OriginOutgoing, TheFormatSaysHowItLooks) {
  EXPECT_EQ(content_of(entry_of("hi")), "<Alice> hi");
  EXPECT_EQ(content_of(entry_of("hi"), {"{text} ({name}, {name})", "", true}), "hi (Alice, Alice)");
  EXPECT_EQ(content_of(entry_of("hi"), {"{name", "", true}), "{name");
  EXPECT_EQ(content_of(entry_of("hi"), {"{{name}} {Name}{other} {text}}", "", true}), "{Alice} {Name}{other} hi}");
  EXPECT_EQ(content_of(entry_of("hi"), {"{text}", "", true}), "hi");
}

TEST(OriginOutgoing, BracesInNamesAndTextsAreNoMarks) {
  EXPECT_EQ(content_of(entry_of("{name} {text} {}", MessageKind::text, "{text}{name}")),
            "<{text}{name}> {name} {text} {}");
  EXPECT_EQ(content_of(entry_of("me}", MessageKind::text, "{na"), {"{name}{text}", "", true}), "{name}");
}

TEST(OriginOutgoing, AnActionIsAnAction) {
  EXPECT_EQ(content_of(entry_of("waves {name}", MessageKind::action)), "* Alice waves {name}");
  EXPECT_EQ(content_of(entry_of("ok", MessageKind::notice)), "<Alice> ok");
}

TEST(OriginOutgoing, FormattingIsLeftOutAndLinesStay) {
  core::Entry entry = entry_of("a bold\nword");
  std::get<core::Message>(entry.event).body.spans = {{2, 6, core::Style::bold, ""}};
  EXPECT_EQ(content_of(entry), "<Alice> a bold\nword");
}

TEST(OriginOutgoing, NamesOfStrangersDoNoHarm) {
  EXPECT_EQ(content_of(entry_of("hi", MessageKind::text,
                                "Al\nice\x07 \xE2\x80\xAE"
                                " B")),
            "<Alice B> hi");
  EXPECT_EQ(content_of(entry_of("hi", MessageKind::text, "\xE2\x80\x8B")), "<user 7> hi");
  EXPECT_EQ(content_of(entry_of("waves", MessageKind::action, "\n")), "* user 7 waves");
}

TEST(OriginOutgoing, NotesOfTheHouseStandForThemselves) {
  core::Entry note = entry_of("3 messages were not relayed {name}");
  note.author = std::make_shared<const core::User>(core::User{house_user, Time{}, "guildbridge", "guildbridge"});
  EXPECT_EQ(content_of(note), "3 messages were not relayed {name}");
}

TEST(OriginOutgoing, AnAnswerSaysWhom) {
  core::Entry entry = entry_of("yes");
  std::get<core::Message>(entry.event).reply = core::Reply{Seq{1}, "{text} Bob"};
  EXPECT_EQ(content_of(entry), "<Alice> [re {text} Bob] yes");
}

TEST(OriginOutgoing, AnEditTellsTheNewWords) {
  EXPECT_EQ(content_of(edit_of("Is X posible?", "Is X possible?")), "<Alice> (edited) possible?");
  EXPECT_EQ(content_of(edit_of("waves a hand", "waves both hands", MessageKind::action)),
            "* Alice (edited) both hands");
  EXPECT_EQ(content_of(edit_of("Is X posible?", "Is X possible?"), {"{text}", "", false}), "(nothing)");
  EXPECT_EQ(content_of(edit_of("the same words", "the  same\nwords")), "(nothing)");
}

TEST(OriginOutgoing, ARemovalShowsNothing) {
  core::Entry entry = entry_of({});
  entry.event = core::Removal{Seq{1}, {}};
  EXPECT_FALSE(render(entry, usual, noon));
}

TEST(OriginOutgoing, WhatComesLateSaysWhenItWasSaid) {
  EXPECT_EQ(content_of(entry_of("hi"), usual, noon + 59s), "<Alice> hi");
  EXPECT_EQ(content_of(entry_of("hi"), usual, noon + 1min), "[12:00] <Alice> hi");
  EXPECT_EQ(content_of(entry_of("waves", MessageKind::action), usual, noon + 3h), "[12:00] * Alice waves");
  EXPECT_EQ(content_of(edit_of("Is X posible?", "Is X possible?"), usual, noon + 3h),
            "[12:00] <Alice> (edited) possible?");
}

TEST(OriginOutgoing, PicturesAreToBeUploaded) {
  core::Entry entry = entry_of("look");
  std::get<core::Message>(entry.event).attachments = {picture("0a.png"), picture("0b.png")};
  const auto draft = render(entry, usual, noon);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->content, "<Alice> look");
  EXPECT_EQ(draft->pictures, (std::vector{picture("0a.png"), picture("0b.png")}));
}

TEST(OriginOutgoing, OtherFilesAreLines) {
  core::Entry entry = entry_of("look");
  std::get<core::Message>(entry.event).attachments = {document("0a.pdf", "a.pdf"), picture("0b.png"),
                                                      document("0c.pdf")};
  const auto draft = render(entry, usual, noon);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->content,
            "<Alice> look\n[file: a.pdf, 5.0 MiB] https://chat.example/files/9/0a.pdf\n"
            "https://chat.example/files/9/0c.pdf");
  EXPECT_EQ(draft->pictures, std::vector{picture("0b.png")});
}

TEST(OriginOutgoing, APictureThatIsNotTakenBecomesALine) {
  Draft draft{"<Alice> look", {}};
  add_link(draft, picture("0a.png"), "https://chat.example");
  EXPECT_EQ(draft.content, "<Alice> look\nhttps://chat.example/files/7/0a.png");
  Draft empty;
  add_link(empty, picture("0a.png"), "https://chat.example");
  EXPECT_EQ(empty.content, "https://chat.example/files/7/0a.png") << "no empty line before it";
}

}  // namespace
}  // namespace gb::origin
