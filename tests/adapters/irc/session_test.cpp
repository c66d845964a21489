// Whatever a server says, in whatever order: no crash, no line break in what we send, nothing without bound.
#include "adapters/irc/session.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/adapters/irc/world.hpp"

namespace gb::irc::test {
namespace {

class Drain final : public Outbox {
 public:
  void send(Priority priority, const Message& message, RoomId) override {
    const std::string line = format(message);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    if (priority == Priority::courtesy) ++courtesies;
    lines.push_back(line);
  }
  void send_if_idle(const Message& message) override { send(Priority::chat, message, {}); }
  void drop(RoomId) override {}
  std::string fresh_token() override { return "t" + std::to_string(++tokens_); }
  Terms terms() const override { return {}; }
  Outlook outlook() const override { return {}; }

  std::vector<std::string> lines;
  int courtesies = 0;

 private:
  int tokens_ = 0;
};

struct SessionTest : testing::Test {
  SessionTest() {
    settings.name = "net";
    settings.nick = "gb";
    for (const delivery::Link& link : world.links)
      rooms.push_back(std::make_unique<IrcRoom>(world.loop.get_executor(), settings, outbox, link));
    registration.take(*parse(":s CAP * ACK :message-tags account-tag labeled-response batch"));
    registration.take(*parse(":s 001 gb :Welcome"));
    session = std::make_unique<Session>(settings, rooms, outbox, registration, counters, Tick{});
  }

  void take(const std::string& line) {
    if (const auto message = parse(line)) session->take(*message);
  }

  World world{{"#gen", "#dev"}};
  config::Irc settings;
  Drain outbox;
  NetworkCounters counters;
  Places::Rooms rooms;
  Registration registration{settings, "nonce"};
  std::unique_ptr<Session> session;
};

std::string random_line(std::mt19937& random) {
  static const std::array<const char*, 36> verbs = {
      "005",     "376",     "CAP",    "NICK",   "303",     "900",   "396", "CHGHOST", "JOIN", "PART", "KICK", "QUIT",
      "353",     "366",     "324",    "MODE",   "ACCOUNT", "405",   "470", "477",     "403",  "404",  "417",  "FAIL",
      "PRIVMSG", "PRIVMSG", "NOTICE", "TAGMSG", "REDACT",  "BATCH", "ACK", "PONG",    "433",  "437",  "x",    ""};
  static const std::array<const char*, 26> words = {"#gen",
                                                    "#dev",
                                                    "#GEN",
                                                    "@#gen",
                                                    "gb",
                                                    "bob",
                                                    "",
                                                    " ",
                                                    ":",
                                                    "+c",
                                                    "-cS",
                                                    "+7",
                                                    "-7",
                                                    "chathistory",
                                                    "*",
                                                    "LS",
                                                    "NEW",
                                                    "ACK",
                                                    "DEL",
                                                    ":sts=port=1 sasl",
                                                    ":\x01"
                                                    "ACTION x\x01",
                                                    ":\x01VERSION\x01",
                                                    ":@bob +gb !x@y",
                                                    "CASEMAPPING=ascii",
                                                    "-PREFIX",
                                                    ":\xff\x03"
                                                    "4,\xc3"};
  static const std::array<const char*, 8> sources = {":gb!g@h ", ":bob!b@h ", ":GB!x@y ", ":s ",
                                                     "",         ":!@ ",      ":u",       ": "};
  static const std::array<const char*, 7> tags = {
      "", "", "@batch=7 ", "@label=t1;msgid=m ", "@account=a ", "@time=2020-01-01T00:00:00Z ", "@+typing=active;=;; "};
  const auto pick = [&](const auto& from) { return std::string(from.at(random() % from.size())); };
  std::string line = pick(tags) + pick(sources) + pick(verbs);
  if (random() % 4 == 0) line.replace(0, line.find(' ') + 1, ":u" + std::to_string(random() % 100'000) + "!u@h ");
  for (auto n = random() % 5; n > 0; --n) line += " " + pick(words);
  return line;
}

TEST_F(SessionTest, AStormOfNonsense) {
  std::mt19937 random(20260131);
  Tick now{};
  for (int n = 0; n < 200'000; ++n) {
    take(random_line(random));
    if (n % 1000 != 0) continue;
    now += 1s;
    session->tick(now);
    world.loop.restart();
    world.loop.poll();
  }
  EXPECT_LE(outbox.courtesies, 1001);
  EXPECT_LE(world.channel(0).presence().people().size(), core::Presence::most_people);
  session->end(Condition::down, "enough");
  session.reset();
  EXPECT_TRUE(world.channel(0).presence().people().empty());
}

TEST_F(SessionTest, SaysHowItLooksToOthers) {
  EXPECT_EQ(session->outlook().host, "");
  take(":s 005 gb LINELEN=1024 :are supported");
  take(":gb!~g@host.example JOIN #gen");
  EXPECT_EQ(session->outlook().user, "~g");
  EXPECT_EQ(session->outlook().host, "host.example");
  EXPECT_EQ(session->outlook().line_length, 1024U);
  take(":s 005 gb -LINELEN :are supported");  // F07
  EXPECT_EQ(session->outlook().line_length, 512U);
  take(":gb!~g@host.example CHGHOST guild cloak.example");
  EXPECT_EQ(session->outlook().host, "cloak.example");
  take(":s 396 gb other@hidden.example :is now your hidden host");
  EXPECT_EQ(session->outlook().user, "other");
  EXPECT_EQ(session->outlook().host, "hidden.example");
  take(":gb!other@hidden.example NICK gb2");
  EXPECT_EQ(session->outlook().nick, "gb2");
}

TEST_F(SessionTest, AsksForItsNickNowAndThen) {
  take(":gb!g@h NICK gb_");
  session->tick(Tick{} + 59s);
  EXPECT_EQ(std::ranges::count(outbox.lines, "ISON gb"), 0);
  session->tick(Tick{} + 60s);
  EXPECT_EQ(std::ranges::count(outbox.lines, "ISON gb"), 1);
  take(":s 303 gb_ :gb");
  EXPECT_EQ(std::ranges::count(outbox.lines, "NICK gb"), 0);
  take(":s 303 gb_ :");
  EXPECT_EQ(std::ranges::count(outbox.lines, "NICK gb"), 1);
}

}  // namespace
}  // namespace gb::irc::test
