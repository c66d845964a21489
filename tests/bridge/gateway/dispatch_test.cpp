// Every packet of a client and what it gets (docs/protocol.md section 4), through whole sessions.
#include "bridge/gateway/dispatch.hpp"

#include <gtest/gtest.h>

#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

using nlohmann::json;

const json fine = json::parse(R"({"ok":true})");

TEST(Dispatch, ListguildsAnswersAndAcknowledges) {
  House house;
  const auto alice = house.login(*house.alice);
  EXPECT_EQ(alice->asks("listguilds"), fine);
  EXPECT_EQ(alice->engine.take("listguilds").at(0),
            json::parse(R"([{"id":1,"name":"Club","created":"2026-01-31T12:00:00.000Z"}])"));
  const auto bob = house.login(*house.bob);
  bob->says(R"(2["listguilds"])");
  EXPECT_EQ(bob->engine.take("listguilds").at(0).size(), 2u);
  EXPECT_TRUE(bob->engine.texts.empty()) << "no acknowledgement that nobody asked for";
}

TEST(Dispatch, GuildShowsItsChannelsInOrder) {
  House house;
  const auto alice = house.login(*house.alice);
  EXPECT_EQ(alice->asks("guild", "1"), fine);
  const json answer = alice->engine.take("guild").at(0);
  EXPECT_EQ(answer.at("guild").at("name"), "Club");
  EXPECT_EQ(answer.at("channels").at(0),
            json::parse(R"({"id":1,"guild":1,"name":"general","description":"About general",
                            "created":"2026-01-31T12:00:00.000Z"})"));
  EXPECT_EQ(answer.at("channels").at(1).at("name"), "random");
}

TEST(Dispatch, AbsentAndForbiddenLookTheSame) {
  House house;
  const auto alice = house.login(*house.alice);
  EXPECT_EQ(alice->asks("guild", "2"), alice->asks("guild", "4711"));
  EXPECT_EQ(alice->asks("guild", "2"), alice->asks("guild", "-1"));
  EXPECT_EQ(alice->asks("channel", "3"), alice->asks("channel", "4711"));
  EXPECT_EQ(alice->asks("history", R"({"channel":3})"), alice->asks("history", R"({"channel":4711})"));
  EXPECT_EQ(alice->asks("setactivechannel", R"({"guild":2,"channel":3})"),
            alice->asks("setactivechannel", R"({"guild":7,"channel":8})"));
  EXPECT_EQ(alice->asks("guild", "2").at("ok"), false);
  EXPECT_TRUE(alice->engine.texts.empty());
}

/// [packet, payload, with an active channel]
struct Misuse {
  std::string packet;
  std::string payload;
  bool active = false;
};

class EveryMisuse : public testing::TestWithParam<Misuse> {};

TEST_P(EveryMisuse, IsAnsweredWithAReasonAndTheConnectionLives) {
  const auto& [packet, payload, active] = GetParam();
  House house;
  const auto alice = active ? house.login_active(*house.alice) : house.login(*house.alice);

  const json acked = alice->asks(packet, payload);
  EXPECT_EQ(acked.at("ok"), false);
  const auto reason = acked.at("error").get<std::string>();
  EXPECT_GT(reason.size(), 5u);
  EXPECT_NE(reason, "internal error");
  EXPECT_TRUE(alice->engine.texts.empty()) << "an acknowledged refusal is not rejected as well";

  alice->says("2[\"" + packet + "\"" + (payload.empty() ? "" : "," + payload) + "]");
  const auto rejected = alice->engine.take("rejected");
  ASSERT_EQ(rejected.size(), 1u);
  EXPECT_EQ(rejected.front().at("packet"), packet);
  EXPECT_EQ(rejected.front().at("reason"), reason);

  EXPECT_EQ(alice->engine.closed, "");
  EXPECT_EQ(alice->asks("listguilds"), fine);
}

INSTANTIATE_TEST_SUITE_P(
    Dispatch, EveryMisuse,
    testing::Values(Misuse{"nosuch", "1"}, Misuse{"error", ""}, Misuse{"hello", ""}, Misuse{"message", "{}"},
                    Misuse{"guild", R"("1")"}, Misuse{"guild", ""}, Misuse{"guild", "1,2"}, Misuse{"guild", "-1"},
                    Misuse{"guild", "1.5"}, Misuse{"channel", "9007199254740993"}, Misuse{"channel", "null"},
                    Misuse{"channel", "3"}, Misuse{"setactivechannel", "null"},
                    Misuse{"setactivechannel", R"({"guild":1})"},
                    Misuse{"setactivechannel", R"({"guild":4711,"channel":1})"},
                    Misuse{"setactivechannel", R"({"guild":2,"channel":1})"}, Misuse{"post", R"({"content":"x"})"},
                    Misuse{"typing", ""}, Misuse{"post", "", true}, Misuse{"post", "1,2,3", true},
                    Misuse{"post", R"({"content":5})", true}, Misuse{"post", R"({"content":""})", true},
                    Misuse{"post", "{\"content\":\"" + std::string(70'000, 'x') + "\"}", true},
                    Misuse{"post", R"({"content":"x","attachments":7})", true},
                    Misuse{"post", R"({"content":"x","attachments":[{"userId":1,"fileName":"nope"}]})", true},
                    Misuse{"post", R"({"content":"x","attachments":[{"userId":1,"fileName":"../../x"}]})", true},
                    Misuse{"post", R"({"content":"x","attachments":[{"userId":"1","fileName":"x.png"}]})", true},
                    Misuse{"post", R"({"content":"x","nonce":5})", true}, Misuse{"history", ""},
                    Misuse{"history", R"({"channel":"1"})"}, Misuse{"history", R"({"channel":1,"limit":-1})"},
                    Misuse{"history", R"({"channel":1,"before":"x"})"}));

TEST(Dispatch, AnEndlessNameIsEchoedShortened) {
  House house;
  const auto alice = house.login(*house.alice);
  alice->says("2[\"" + std::string(100'000, 'n') + "\"]");
  const auto rejected = alice->engine.take("rejected");
  ASSERT_EQ(rejected.size(), 1u);
  EXPECT_LT(rejected.front().at("packet").get<std::string>().size(), 100u);
}

TEST(Dispatch, UploadFailsByItsOwnPacket) {
  House house;
  const auto alice = house.login(*house.alice);
  alice->session->text(R"(51-7["upload",{"_placeholder":true,"num":0}])");
  alice->session->binary("\x89PNG");
  house.run();
  const auto status = alice->engine.take("uploadstatus");
  ASSERT_EQ(status.size(), 1u);
  EXPECT_EQ(status.front().at("result"), "failure");
  EXPECT_GT(status.front().at("reason").get<std::string>().size(), 5u);
  EXPECT_EQ(alice->engine.take_ack(7).at("ok"), false);
  EXPECT_TRUE(alice->engine.texts.empty());

  alice->says(R"(2["upload",{"x":[1,2]}])");
  EXPECT_EQ(alice->engine.take("uploadstatus").size(), 1u);
  EXPECT_TRUE(alice->engine.texts.empty()) << "and not by `rejected` too";
}

TEST(Dispatch, MalformedFramesCloseTheConnection) {
  House house;
  for (const std::string frame : {"", "9", "2", "2[]", "2{}", "2[null]", R"(2["disconnect"])", R"(2["post")",
                                  R"(299999999999999999999999["post",{}])", "1{"}) {
    const auto alice = house.login(*house.alice);
    alice->says(frame);
    EXPECT_NE(alice->engine.closed, "") << frame;
    alice->says(R"(2["listguilds"])");
    EXPECT_TRUE(alice->engine.take("listguilds").empty()) << frame;
  }
}

TEST(Dispatch, AcksOfTheClientAreIgnored) {
  House house;
  const auto alice = house.login(*house.alice);
  alice->says("3999[]");
  EXPECT_EQ(alice->engine.closed, "");
  EXPECT_TRUE(alice->engine.texts.empty());
}

TEST(Dispatch, ActiveChannelIsAskedAgainWhetherTheUserIsAMember) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.directory.guilds().at(0)->members.erase("alice");
  EXPECT_EQ(alice->asks("post", R"({"content":"x"})").at("ok"), false);
  house.hear("not for her");
  house.run();
  EXPECT_TRUE(alice->engine.take("message").empty());
}

TEST(Dispatch, OverThePacketRateTheReasonSaysWhenToRetry) {
  config::Gateway config;
  config.packets = {3, 2};
  House house(config);
  const auto alice = house.login(*house.alice);
  for (int n = 0; n < 3; ++n) EXPECT_EQ(alice->asks("listguilds"), fine);
  EXPECT_EQ(alice->asks("listguilds").at("error"),
            "Too fast: a connection may send 3 packets at once and 2 per second; retry in 1 s");
  EXPECT_EQ(alice->engine.closed, "");
  EXPECT_EQ(alice->asks("setactivechannel", R"({"guild":1,"channel":1})").at("ok"), false);
}

TEST(Dispatch, PostsHaveARateOfTheirOwn) {
  config::Gateway config;
  config.posts = {2, 0.1};
  House house(config);
  const auto alice = house.login_active(*house.alice);
  for (int n = 0; n < 2; ++n) EXPECT_EQ(alice->asks("post", R"({"content":"x"})").at("ok"), true);
  EXPECT_EQ(alice->asks("post", R"({"content":"x"})").at("ok"), false);
  EXPECT_EQ(alice->asks("listguilds"), fine);
}

TEST(Dispatch, APostThatIsNoneTakesNothingFromTheRateOfPosts) {
  config::Gateway config;
  config.posts = {2, 0.1};
  config.packets = {12, 0.1};
  House house(config);
  const auto alice = house.login_active(*house.alice);
  for (int n = 0; n < 10; ++n)
    EXPECT_EQ(alice->asks("post", R"({"content":5})").at("error"), "content must be a string");
  EXPECT_EQ(alice->asks("post", R"({"content":"x"})").at("ok"), true);
  EXPECT_EQ(alice->asks("listguilds"), fine);
  EXPECT_TRUE(alice->asks("post", R"({"content":5})").at("error").get<std::string>().starts_with("Too fast"));
  EXPECT_EQ(alice->asks("post", R"({"content":"x"})").at("ok"), true);
  EXPECT_TRUE(alice->asks("post", R"({"content":"x"})").at("error").get<std::string>().starts_with("Too fast"));
}

TEST(Dispatch, WhoGoesOnOverTheRateIsClosed) {
  config::Gateway config;
  config.packets = {5, 0.1};
  House house(config);
  const auto alice = house.login(*house.alice);
  for (int n = 0; n < 5 + 50; ++n) alice->session->text(R"(2["listguilds"])");
  EXPECT_EQ(alice->engine.closed, "");
  alice->says(R"(2["listguilds"])");
  EXPECT_NE(alice->engine.closed, "");
}

TEST(Dispatch, SoManyUploadsOfOneConnectionAtOnce) {
  House house;
  const auto alice = house.login(*house.alice);
  for (int n = 0; n < Session::most_outstanding_uploads; ++n) ASSERT_TRUE(alice->session->begin_upload());
  alice->says(R"(51-7["upload",{"_placeholder":true,"num":0}])");
  alice->session->binary("\x89PNG");
  house.run();
  EXPECT_EQ(alice->engine.take("uploadstatus").at(0).at("reason"),
            "Too many uploads of this connection at once, wait for their uploadstatus");
  alice->session->end_upload();
  EXPECT_TRUE(alice->session->begin_upload()) << "the refused one takes no place";
}

}  // namespace
}  // namespace gb::gateway::test
