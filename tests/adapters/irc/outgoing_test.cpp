#include "adapters/irc/outgoing.hpp"

#include <gtest/gtest.h>

#include "protocol/text/timestamp.hpp"

namespace gb::irc {
namespace {

using core::MessageKind;
using namespace std::chrono_literals;

const Time noon = *text::parse_timestamp("2026-01-31T12:03:00.000Z");
const std::string zero_width = "\xE2\x80\x8B";

core::Entry entry_of(std::string text, MessageKind kind = MessageKind::text, std::string name = "Alice") {
  core::Entry entry;
  entry.author = std::make_shared<const core::User>(core::User{UserId{7}, Time{}, "alice", std::move(name)});
  entry.created = noon;
  entry.event = core::Message{kind, {std::move(text), {}}, {}};
  return entry;
}

Outlook plain() {
  Outlook outlook;
  outlook.channel = "#gen";
  outlook.nick = "gb";
  outlook.user = "~g";
  outlook.host = "host.example";
  outlook.colours = false;
  return outlook;
}

std::vector<std::string> lines_of(const core::Entry& entry, const Outlook& outlook, Time now = noon) {
  std::vector<std::string> out;
  for (const Message& message : render(entry, outlook, now)) out.push_back(format(message));
  return out;
}

using Lines = std::vector<std::string>;

TEST(Outgoing, KindsKeepTheirKind) {  // F53
  EXPECT_EQ(lines_of(entry_of("hi"), plain()), Lines{"PRIVMSG #gen :<A" + zero_width + "lice> hi"});
  EXPECT_EQ(lines_of(entry_of("waves", MessageKind::action), plain()),
            Lines{"PRIVMSG #gen :* A" + zero_width + "lice waves"});
  EXPECT_EQ(lines_of(entry_of("ok", MessageKind::notice), plain()), Lines{"NOTICE #gen :<A" + zero_width + "lice> ok"});
}

TEST(Outgoing, FilesComeBehindTheWordsOneLineEach) {
  core::Entry entry = entry_of("look");
  auto& message = std::get<core::Message>(entry.event);
  message.attachments.push_back({UserId{7}, "0a.png", {}, {}, {"image/png", 1676, 4, 3, {}}});
  message.attachments.push_back({UserId{9}, "0b.pdf", {}, {}, {"application/pdf", 5 << 20, 0, 0, "a @everyone.pdf"}});
  Outlook outlook = plain();
  outlook.public_url = "https://chat.example/";
  outlook.max_lines = 1;
  const std::string head = "PRIVMSG #gen :<A" + zero_width + "lice> ";
  EXPECT_EQ(lines_of(entry, outlook),
            (Lines{head + "look", head + "https://chat.example/files/7/0a.png",
                   head + "[file: a @" + zero_width + "everyone.pdf, 5.0 MiB] https://chat.example/files/9/0b.pdf"}));
}

TEST(Outgoing, ATextThatIsTooLongSaysWhereAllOfItIs) {
  Outlook outlook = plain();
  outlook.max_lines = 2;
  const core::Entry entry = entry_of("1\n2\n3\n4");
  EXPECT_EQ(text_over_bound(entry, outlook, noon), "1\n2\n3\n4");
  const auto cut = render(entry, outlook, noon, "https://chat.example/files/7/x.txt");
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_TRUE(
      cut.back().params.back().ends_with("(2 more lines; the whole text: https://chat.example/files/7/x.txt )"));
  outlook.max_lines = 4;
  EXPECT_EQ(text_over_bound(entry, outlook, noon), std::nullopt);
}

TEST(Outgoing, LateEntriesSayWhen) {
  EXPECT_EQ(lines_of(entry_of("hi"), plain(), noon + 59s), Lines{"PRIVMSG #gen :<A" + zero_width + "lice> hi"});
  EXPECT_EQ(lines_of(entry_of("hi"), plain(), noon + 60s), Lines{"PRIVMSG #gen :[12:03] <A" + zero_width + "lice> hi"});
}

TEST(Outgoing, TheHouseHasNoName) {
  core::Entry note = entry_of("3 messages are skipped", MessageKind::notice);
  note.author = std::make_shared<const core::User>(core::User{house_user, Time{}, "guildbridge", "guildbridge"});
  EXPECT_EQ(lines_of(note, plain()), Lines{"NOTICE #gen :3 messages are skipped"});
}

TEST(Outgoing, AnEditIsItsNewWords) {  // F82
  core::Entry edit = entry_of("");
  edit.event = core::Edit{Seq{1}, {MessageKind::text, {"Is X possible?", {}}, {}, {}}, "Is X posible?"};
  EXPECT_EQ(lines_of(edit, plain()), Lines{"PRIVMSG #gen :<A" + zero_width + "lice> (edited) possible?"});
  Outlook off = plain();
  off.edits = false;
  EXPECT_TRUE(render(edit, off, noon).empty());
  edit.event = core::Edit{Seq{1}, {MessageKind::text, {"same", {}}, {}, {}}, "same"};
  EXPECT_TRUE(render(edit, plain(), noon).empty()) << "only the formatting is different";
}

TEST(Outgoing, AnAnswerSaysWhomOnItsFirstLine) {  // F88
  core::Entry answer = entry_of("one\ntwo");
  std::get<core::Message>(answer.event).reply = core::Reply{Seq{1}, "bob"};
  EXPECT_EQ(lines_of(answer, plain()), (Lines{"PRIVMSG #gen :<A" + zero_width + "lice> [re bob] one",
                                              "PRIVMSG #gen :<A" + zero_width + "lice> two"}));
}

TEST(Outgoing, RemovalsAreNotShown) {
  core::Entry removal = entry_of("");
  removal.event = core::Removal{Seq{1}};
  EXPECT_TRUE(lines_of(removal, plain()).empty());
}

TEST(Outgoing, NoLineIsCutByTheServer) {  // F28
  std::string text;
  for (int n = 1; text.size() < 1500; ++n) text += "w" + std::to_string(10'000 + n) + " ";
  text.pop_back();
  Outlook outlook = plain();
  outlook.max_lines = 100;
  outlook.host = std::string(63, 'h');
  std::string joined;
  for (const Message& message : render(entry_of(text), outlook, noon)) {
    const std::string seen = ":gb!~g@" + outlook.host + " " + format(message) + "\r\n";
    EXPECT_LE(seen.size(), 512U);
    joined += message.params[1].substr(message.params[1].find("> ") + 2) + " ";
  }
  EXPECT_EQ(joined, text + " ");
}

TEST(Outgoing, LongLinesWhereTheServerTakesThem) {
  Outlook outlook = plain();
  outlook.line_length = 2048;
  EXPECT_EQ(render(entry_of(std::string(1500, 'x')), outlook, noon).size(), 1U);
}

TEST(Outgoing, ManyLinesAreCountedNotSent) {  // F31
  std::string text;
  for (int n = 0; n < 60; ++n) text += "line " + std::to_string(n) + "\r\n\r\n";
  const auto lines = lines_of(entry_of(text), plain());
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_NE(lines.back().find("55"), std::string::npos);
}

TEST(Outgoing, HostileNamesStayOneHarmlessLine) {  // F37
  for (const std::string& name : {std::string(), std::string("   "), std::string("a\nQUIT"),
                                  std::string("x\x03"
                                              "4y\x02"),
                                  std::string("\u202E"
                                              "evil"),
                                  std::string(300, 'w'), std::string("a\0b", 3)})
    for (const MessageKind kind : {MessageKind::text, MessageKind::action}) {
      const auto lines = lines_of(entry_of("hi", kind, name), plain());
      ASSERT_EQ(lines.size(), 1U);
      EXPECT_EQ(lines[0].find_first_of(std::string("\r\n\0\x02\x03", 5)), std::string::npos);
      EXPECT_EQ(lines[0].find("\u202E"), std::string::npos);
      EXPECT_LT(lines[0].size(), 200U);
    }
  EXPECT_NE(lines_of(entry_of("hi", MessageKind::text, " "), plain())[0].find("ser 7"), std::string::npos);
}

TEST(Outgoing, LineBreaksAreNoCommands) {  // F149
  for (const std::string& line : lines_of(entry_of("hi\r\nQUIT :x\nJOIN #evil"), plain()))
    EXPECT_TRUE(line.starts_with("PRIVMSG #gen :<"));
}

TEST(Outgoing, RelayedUnderTheirOwnNames) {
  Outlook outlook = plain();
  outlook.relay_suffix = "g";
  EXPECT_EQ(lines_of(entry_of("hi you"), outlook), Lines{"RELAYMSG #gen Alice/g :hi you"});
  EXPECT_EQ(lines_of(entry_of("hi", MessageKind::text, "Zoë Q!@"), outlook), Lines{"RELAYMSG #gen Zoë_Q__/g hi"});
  EXPECT_EQ(lines_of(entry_of("waves", MessageKind::action), outlook), Lines{"RELAYMSG #gen Alice/g :\x01"
                                                                             "ACTION waves\x01"});
  EXPECT_TRUE(lines_of(entry_of("ok", MessageKind::notice), outlook)[0].starts_with("NOTICE #gen :<"));
}

TEST(Outgoing, LinksAndIdentifiersAreNotMarkup) {  // F47
  const std::string words = "see https://h.example/a_b_c/__x__?q=*1* and my_var_name, 2*3*4, __init__ \\o/ <b>";
  EXPECT_EQ(lines_of(entry_of(words), plain()), Lines{"PRIVMSG #gen :<A" + zero_width + "lice> " + words});
}

TEST(Outgoing, CodeHasItsOwnFace) {  // F49
  const std::string head = "PRIVMSG #gen :<A" + zero_width + "lice> ";
  EXPECT_EQ(lines_of(entry_of("run ```cpp\nint a;\n\nint *b*;\n``` then `x=x` ok"), plain()),
            (Lines{head + "run", head + "\x11int a;\x11", head + "\x11int *b*;\x11", head + "then \x11x=x\x11 ok"}));
  EXPECT_EQ(lines_of(entry_of("```one line```"), plain()), Lines{head + "\x11one line\x11"});
  for (const char* typed : {"a ` b", "``", "```", "```no end", "`over\nlines`"}) {
    std::string all;
    for (const std::string& line : lines_of(entry_of(typed), plain())) all += line.substr(head.size());
    std::string expected = typed;
    std::erase(expected, '\n');
    EXPECT_EQ(all, expected) << "stays as typed";
  }
}

}  // namespace
}  // namespace gb::irc
