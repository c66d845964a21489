#include "adapters/irc/speech.hpp"

#include <gtest/gtest.h>

#include "protocol/text/timestamp.hpp"

namespace gb::irc {
namespace {

using Kind = Speech::Kind;

Speech read(std::string_view text, bool notice = false) {
  return read_speech(notice, text, "latin1");
}

TEST(Speech, TextNoticeAndAction) {
  EXPECT_EQ(read("hi").message.kind, core::MessageKind::text);
  EXPECT_EQ(read("hi").message.body.text, "hi");
  EXPECT_EQ(read("build ok", true).message.kind, core::MessageKind::notice);
  EXPECT_EQ(read("\x01"
                 "ACTION waves\x01")
                .message.kind,
            core::MessageKind::action);
  EXPECT_EQ(read("\x01"
                 "ACTION waves\x01")
                .message.body.text,
            "waves");
}

TEST(Speech, BrokenCtcpIsNoChat) {  // F05
  EXPECT_EQ(read("\x01").kind, Kind::nothing);
  EXPECT_EQ(read("\x01\x01").kind, Kind::nothing);
  EXPECT_EQ(read("\x01"
                 "ACTION\x01")
                .kind,
            Kind::nothing);
  EXPECT_EQ(read("\x01"
                 "ACTION \x01")
                .kind,
            Kind::nothing);
  EXPECT_EQ(read("\x01"
                 "ACTION waves")
                .message.body.text,
            "waves");
  EXPECT_EQ(read("\x01PING\x01").kind, Kind::query);
  EXPECT_EQ(read("\x01VERSION").query, "VERSION");
  EXPECT_EQ(read("\x01"
                 "DCC SEND a 1 2 3\x01")
                .kind,
            Kind::query);
  EXPECT_EQ(read("\x01VERSION x\x01", true).kind, Kind::nothing);
}

TEST(Speech, EmptyIsNothing) {
  EXPECT_EQ(read("").kind, Kind::nothing);
  EXPECT_EQ(read("  ").kind, Kind::nothing);
  EXPECT_EQ(read("\x02\x03"
                 "04")
                .kind,
            Kind::nothing);
  EXPECT_EQ(read("  two lead, two trail  ").message.body.text, "  two lead, two trail  ");  // F08
}

TEST(Speech, OldEncodings) {  // F01
  EXPECT_EQ(read("sch\xf6ne gr\xfc\xdf"
                 "e")
                .message.body.text,
            "schöne grüße");
}

TEST(Speech, OnlyTwoQueriesAreAnswered) {  // F54
  EXPECT_EQ(answer_query("VERSION"), "\x01VERSION guildbridge\x01");
  EXPECT_EQ(answer_query("PING 12345"), "\x01PING 12345\x01");
  EXPECT_EQ(answer_query("PING " + std::string(300, '1')), "");
  EXPECT_EQ(answer_query("DCC SEND a 1 2 3"), "");
  EXPECT_EQ(answer_query(""), "");
}

TEST(Speech, ServicesAndServersAreKnown) {  // F165
  EXPECT_TRUE(is_service("NickServ!s@services"));
  EXPECT_TRUE(is_service("ChanServ!ChanServ@services.example.net"));
  EXPECT_TRUE(is_service("irc.example.net"));
  EXPECT_TRUE(is_service(""));
  EXPECT_FALSE(is_service("bob!b@h"));
}

TEST(Speech, ServerTimeOnlyWhenItIsPlausible) {
  const Time now = *text::parse_timestamp("2026-01-31T12:00:00.000Z");
  EXPECT_EQ(said_at(*parse("@time=2026-01-31T11:59:59.500Z :b!b@h PRIVMSG #g :x"), now),
            now - std::chrono::milliseconds(500));
  EXPECT_EQ(said_at(*parse("@time=2026-01-31T10:00:00.000Z :b!b@h PRIVMSG #g :x"), now), now);
  EXPECT_EQ(said_at(*parse("@time=nonsense :b!b@h PRIVMSG #g :x"), now), now);
  EXPECT_EQ(said_at(*parse(":b!b@h PRIVMSG #g :x"), now), now);
}

}  // namespace
}  // namespace gb::irc
