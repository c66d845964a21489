// Posts, their acknowledgements, history and people, through whole sessions.
#include <gtest/gtest.h>

#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

using nlohmann::json;

std::vector<std::string> contents(const json& messages) {
  std::vector<std::string> all;
  for (const json& message : messages) all.push_back(message.at("content"));
  return all;
}

TEST(Post, IsAcknowledgedWithTheMessageThatEverybodyGets) {
  House house;
  const auto alice = house.login_active(*house.alice);
  const auto bob = house.login_active(*house.bob);
  const json acked = alice->asks("post", R"({"content":"hello"})");
  EXPECT_EQ(acked, json::parse(R"({"ok":true,"message":{"id":1,"channel":1,"guild":1,"content":"hello","author":
    {"id":1,"created":"2026-01-31T12:00:00.000Z","handle":"alice","displayName":"The alice"},"attachments":[],
    "created":"2026-01-31T12:00:00.000Z"}})"));
  EXPECT_EQ(alice->engine.take("message").at(0), acked.at("message")) << "the poster included";
  EXPECT_EQ(bob->engine.take("message").at(0), acked.at("message"));
}

TEST(Post, AnswersEachRequestOfTheSameAckId) {
  House house;
  const auto alice = house.login_active(*house.alice);
  for (int n = 0; n < 2; ++n) {
    alice->says(R"(213["post",{"content":"a"}])");
    EXPECT_EQ(alice->engine.take_ack(13).at("ok"), true);
  }
  EXPECT_EQ(alice->engine.take("message").size(), 2u);
}

TEST(Post, NothingIsSeenOrAcknowledgedBeforeItIsDurable) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.ledger.held = true;
  alice->says(R"(21["post",{"content":"a"}])");
  EXPECT_TRUE(alice->engine.texts.empty());
  house.ledger.release();
  house.run();
  EXPECT_EQ(alice->engine.take_ack(1).at("ok"), true);
  EXPECT_EQ(alice->engine.take("message").size(), 1u);
}

TEST(Post, ThatCannotBeStoredIsRefusedWithTheReason) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.ledger.failure = Error{Fault::house, true, "the disk is full"};
  EXPECT_EQ(alice->asks("post", R"({"content":"a"})"), json::parse(R"({"ok":false,"error":"the disk is full"})"));
  alice->says(R"(2["post",{"content":"a"}])");
  EXPECT_EQ(alice->engine.take("rejected").at(0).at("reason"), "the disk is full");
  EXPECT_TRUE(alice->engine.take("message").empty());
  house.ledger.failure = std::nullopt;
  EXPECT_EQ(alice->asks("post", R"({"content":"a"})").at("ok"), true);
}

TEST(Post, TheSameNonceGivesTheSameMessage) {
  House house;
  const auto alice = house.login_active(*house.alice);
  const json first = alice->asks("post", R"({"content":"once","nonce":"n"})");
  EXPECT_EQ(alice->asks("post", R"({"content":"once","nonce":"n"})"), first);
  EXPECT_EQ(alice->engine.take("message").size(), 1u);
  EXPECT_EQ(house.common.counters.posts, 1u);
}

TEST(Post, BeginningWithMeIsAnAction) {
  House house;
  const auto alice = house.login_active(*house.alice);
  EXPECT_EQ(alice->asks("post", R"({"content":"/me waves"})").at("message").at("content"), "* The alice waves");
}

TEST(Post, OutstandingOnesAreBounded) {
  House house;
  const auto alice = house.login_active(*house.alice);
  house.ledger.held = true;
  for (int n = 0; n < Session::most_outstanding_posts; ++n) alice->session->text(R"(2["post",{"content":"a"}])");
  EXPECT_EQ(alice->asks("post", R"({"content":"one more"})").at("ok"), false);
  house.ledger.release();
  house.run();
  EXPECT_EQ(alice->engine.take("message").size(), Session::most_outstanding_posts);
  EXPECT_EQ(alice->asks("post", R"({"content":"one more"})").at("ok"), true);
}

TEST(Post, AClientThatIsGoneBeforeTheAckHurtsNobodyAndThePostStays) {
  House house;
  const auto bob = house.login_active(*house.bob);
  const auto alice = house.login_active(*house.alice);
  house.ledger.held = true;
  alice->says(R"(21["post",{"content":"a"}])");
  alice->leave();
  house.ledger.release();
  house.run();
  EXPECT_TRUE(alice->engine.texts.empty());
  EXPECT_EQ(bob->engine.take("message").size(), 1u);
}

TEST(Channel, ShowsRecentHistoryOldestFirstAndEverybody) {
  config::Gateway config;
  config.history = 3;
  House house(config);
  house.general().presence().join(RoomId{1}, {"irc.net", "nick:carl", "carl"});
  const auto alice = house.login_active(*house.alice);
  for (int n = 0; n < 5; ++n) alice->asks("post", R"({"content":")" + std::to_string(n) + R"("})");
  EXPECT_EQ(alice->asks("channel", "1").at("ok"), true);
  const json answer = alice->engine.take("channel").at(0);
  EXPECT_EQ(contents(answer.at("messages")), (std::vector<std::string>{"2", "3", "4"}));
  ASSERT_EQ(answer.at("users").size(), 3u);
  EXPECT_EQ(answer.at("users").at(0).at("handle"), "alice");
  EXPECT_EQ(answer.at("users").at(2).at("handle"), "carl@irc.net");
}

TEST(Channel, WithoutRoomsItHasItsMembersAndNotOthers) {
  House house;
  house.accounts.add("stranger");
  const auto alice = house.login(*house.alice);
  alice->says(R"(2["channel",2])");
  const json answer = alice->engine.take("channel").at(0);
  EXPECT_TRUE(answer.at("messages").empty());
  EXPECT_EQ(answer.at("users").size(), 2u);
  EXPECT_EQ(house.ledger.resolves, 0);
}

TEST(Channel, AFailingLedgerIsTold) {
  House house;
  const auto alice = house.login(*house.alice);
  house.ledger.failure = Error{Fault::house, true, "the disk is gone"};
  EXPECT_EQ(alice->asks("channel", "1").at("error"), "the disk is gone");
}

TEST(Channel, AStormOfRequestsSharesOneLookUp) {
  House house;
  house.general().presence().join(RoomId{1}, {"irc.net", "nick:carl", "carl"});
  const auto alice = house.login(*house.alice);
  for (int n = 0; n < 100; ++n) alice->session->text(R"(2["channel",1])");
  house.run();
  EXPECT_EQ(alice->engine.take("channel").size(), 100u);
  EXPECT_EQ(house.ledger.resolves, 1);
  house.general().presence().clear(RoomId{1});
  alice->says(R"(2["channel",1])");
  EXPECT_EQ(alice->engine.take("channel").at(0).at("users").size(), 2u) << "small ones are never stale";
}

TEST(History, GoesPageByPageBothWays) {
  House house;
  const auto alice = house.login_active(*house.alice);
  for (int n = 1; n <= 9; ++n) alice->asks("post", R"({"content":")" + std::to_string(n) + R"("})");
  const auto page = [&](const std::string& request) {
    EXPECT_EQ(alice->asks("history", request).at("ok"), true) << request;
    const auto answers = alice->engine.take("history");
    EXPECT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers.at(0).at("channel"), 1);
    return std::pair(contents(answers.at(0).at("messages")), answers.at(0).at("more").get<bool>());
  };
  using Page = std::pair<std::vector<std::string>, bool>;
  EXPECT_EQ(page(R"({"channel":1,"limit":3})"), (Page{{"7", "8", "9"}, true}));
  EXPECT_EQ(page(R"({"channel":1,"limit":3,"before":7})"), (Page{{"4", "5", "6"}, true}));
  EXPECT_EQ(page(R"({"channel":1,"limit":3,"before":4})"), (Page{{"1", "2", "3"}, false}));
  EXPECT_EQ(page(R"({"channel":1,"limit":3,"after":4})"), (Page{{"5", "6", "7"}, true}));
  EXPECT_EQ(page(R"({"channel":1,"limit":100,"after":7})"), (Page{{"8", "9"}, false}));
  EXPECT_EQ(page(R"({"channel":1,"after":2,"before":5})"), (Page{{"3", "4"}, false}));
  EXPECT_EQ(page(R"({"channel":1,"after":9})"), (Page{{}, false}));
  EXPECT_EQ(page(R"({"channel":1})"), (Page{{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, false}));
}

TEST(History, ReadsOnPastWhatNativesAreNotShown) {
  House house;
  const auto alice = house.login_active(*house.alice);
  alice->asks("post", R"({"content":"first"})");
  for (int n = 0; n < 500; ++n) house.general().note("only for the room", RoomId{1}, some_day);
  house.run();
  alice->asks("post", R"({"content":"last"})");
  alice->asks("history", R"({"channel":1,"limit":2})");
  const json answer = alice->engine.take("history").at(0);
  EXPECT_EQ(contents(answer.at("messages")), (std::vector<std::string>{"first", "last"}));
  EXPECT_EQ(answer.at("more"), false);
}

TEST(History, SoManyPagesAreReadAtOnceForOneConnection) {
  House house;
  const auto alice = house.login(*house.alice);
  const auto bob = house.login(*house.bob);
  const auto ask = [](Client& client, int id) {
    client.session->text("2" + std::to_string(id) + R"(["history",{"channel":1}])");
  };
  for (int id = 1; id <= Session::most_outstanding_reads + 1; ++id) ask(*alice, id);
  const json refused = alice->engine.take_ack(Session::most_outstanding_reads + 1);
  EXPECT_EQ(refused.at("error"),
            "Wait for the answers to what you asked for before: 128 pages of history are read at once");
  ask(*bob, 1);
  house.run();
  for (int id = 1; id <= Session::most_outstanding_reads; ++id) EXPECT_EQ(alice->engine.take_ack(id).at("ok"), true);
  EXPECT_EQ(bob->engine.take_ack(1).at("ok"), true) << "others are not concerned";
  EXPECT_EQ(alice->asks("history", R"({"channel":1})").at("ok"), true) << "nor is who has waited";
}

TEST(History, SoManyPagesAreReadAtOnceForEverybody) {
  House house;
  const auto alice = house.login(*house.alice);
  *house.common.reads = Common::most_reads;
  EXPECT_EQ(alice->asks("channel", "1").at("error"),
            "Too much history is being read at the moment: try again in a second");
  *house.common.reads = Common::most_reads - 1;
  EXPECT_EQ(alice->asks("channel", "1").at("ok"), true);
  EXPECT_EQ(*house.common.reads, Common::most_reads - 1) << "what is read is given back";
}

}  // namespace
}  // namespace gb::gateway::test
