// Who gets in (docs/protocol.md section 2), through whole sessions.
#include <gtest/gtest.h>

#include "protocol/text/base64.hpp"
#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

std::string connect_with(const std::string& token) {
  return R"(0{"token":")" + token + R"("})";
}

nlohmann::json refusal_of(Client& client) {
  for (const std::string& text : client.engine.texts)
    if (text.starts_with("4")) return nlohmann::json::parse(text.substr(1));
  return {};
}

TEST(Login, HelloIsTheFirstPacketAfterConnect) {
  House house;
  const auto client = house.connect();
  client->says(connect_with(token_of(*house.alice)));
  ASSERT_EQ(client->engine.texts.size(), 2u);
  EXPECT_TRUE(client->engine.texts.front().starts_with("0{\"sid\":"));
  const auto hello = client->engine.take("hello");
  ASSERT_EQ(hello.size(), 1u);
  EXPECT_EQ(hello.front(), nlohmann::json::parse(R"({"id":1,"created":"2026-01-31T12:00:00.000Z","handle":"alice",
    "displayName":"The alice","handleLastUpdated":"2026-01-31T12:00:00.000Z","email":"alice@example.org"})"));
  EXPECT_EQ(house.common.counters.logged_in, 1u);
}

TEST(Login, ThePayloadComesBeforeTheHeader) {
  House house;
  const auto client = house.connect(engineio::Version::v4, {"192.0.2.1", token_of(*house.bob), ""});
  client->says(connect_with(token_of(*house.alice)));
  EXPECT_EQ(client->engine.take("hello").at(0).at("id"), 1);
}

TEST(Login, TheHeaderComesBeforeTheQuery) {
  House house;
  const auto client = house.connect(engineio::Version::v4, {"192.0.2.1", token_of(*house.bob), token_of(*house.alice)});
  client->says("0");
  EXPECT_EQ(client->engine.take("hello").at(0).at("id"), 2);
  EXPECT_EQ(client->engine.peer().bearer, "") << "secrets are forgotten";
  EXPECT_EQ(client->engine.peer().token, "");
}

TEST(Login, ABadPayloadIsNotMadeGoodByTheHeader) {
  House house;
  const auto client = house.connect(engineio::Version::v4, {"192.0.2.1", token_of(*house.bob), ""});
  client->says(R"(0{"token":7})");
  EXPECT_TRUE(client->engine.take("hello").empty());
  EXPECT_TRUE(refusal_of(*client).at("message").get<std::string>().ends_with(": see spec for info"));
}

TEST(Login, SocketIo2IsConnectedWithoutAskingByTheQuery) {
  House house;
  const auto client = house.connect(engineio::Version::v3, {"192.0.2.1", "", token_of(*house.alice)});
  ASSERT_EQ(client->engine.texts.size(), 2u);
  EXPECT_EQ(client->engine.texts.front(), "0");
  EXPECT_EQ(client->engine.take("hello").at(0).at("handle"), "alice");
}

TEST(Login, SocketIo2IsRefusedWithABareString) {
  House house;
  const auto client = house.connect(engineio::Version::v3, {"192.0.2.1", "", guild::write_token({1, "wrong"})});
  EXPECT_EQ(refusal_of(*client), "Invalid credentials");
  EXPECT_EQ(client->engine.closed, "");
}

TEST(Login, MalformedTokensAreToldWhatIsWrong) {
  House house;
  for (const std::string content :
       {"", "not json", "[1]", R"({"id":1})", R"({"pass":"x"})", R"({"id":"1","pass":"x"})", R"({"id":1,"pass":2})"}) {
    const auto client = house.connect();
    client->says(connect_with(text::encode_base64(content)));
    const auto message = refusal_of(*client).at("message").get<std::string>();
    EXPECT_TRUE(message.ends_with(": see spec for info")) << content << ": " << message;
    EXPECT_EQ(client->engine.closed, "") << content;
  }
  EXPECT_EQ(house.accounts.verified, 0);
}

TEST(Login, UnknownIdAndWrongPasswordLookTheSame) {
  House house;
  for (const auto& credentials : {guild::Credentials{1, "wrong"}, guild::Credentials{4711, "password of alice"}}) {
    const auto client = house.connect();
    client->says(connect_with(guild::write_token(credentials)));
    EXPECT_EQ(refusal_of(*client), nlohmann::json::parse(R"({"message":"Invalid credentials"})"));
  }
  EXPECT_EQ(house.accounts.verified, 2);
}

TEST(Login, TooManyFailuresOfAnAddressHaveToWait) {
  config::Gateway config;
  config.logins_per_minute = 2;
  House house(config);
  const std::string wrong = guild::write_token({1, "wrong"});
  for (int n = 0; n < 2; ++n) house.connect()->says(connect_with(wrong));
  const auto third = house.connect();
  third->says(connect_with(token_of(*house.alice)));
  EXPECT_EQ(refusal_of(*third).at("message"), "Too many failed logins, retry in 60 s");
  EXPECT_EQ(house.accounts.verified, 2) << "no hash is computed for it";
  const auto elsewhere = house.connect(engineio::Version::v4, {"192.0.2.2", "", ""});
  elsewhere->says(connect_with(token_of(*house.alice)));
  EXPECT_EQ(elsewhere->engine.take("hello").size(), 1u);
}

TEST(Login, ManyAtOnceLearnNoMoreThanManyInARow) {
  config::Gateway config;
  config.logins_per_minute = 2;
  House house(config);
  std::vector<std::unique_ptr<Client>> clients;
  for (int n = 0; n < 5; ++n) clients.push_back(house.connect());
  for (int n = 0; n < 4; ++n)
    clients.at(static_cast<std::size_t>(n))->session->text(connect_with(guild::write_token({1, "x"})));
  clients.at(4)->session->text(connect_with(token_of(*house.alice)));
  house.run();
  EXPECT_EQ(refusal_of(*clients.at(1)).at("message"), "Invalid credentials");
  EXPECT_EQ(refusal_of(*clients.at(2)).at("message"), "Too many failed logins, retry in 60 s");
  EXPECT_EQ(refusal_of(*clients.at(4)).at("message"), "Too many failed logins, retry in 60 s");
}

TEST(Login, TheHousesOwnFaultIsTold) {
  House house;
  house.accounts.failure = Error{Fault::house, true, "Too many logins at once, try again in a few seconds"};
  const auto client = house.connect();
  client->says(connect_with(token_of(*house.alice)));
  EXPECT_EQ(refusal_of(*client).at("message"), house.accounts.failure->told);
}

TEST(Login, WhoIsNotLoggedInIsClosedAtTheConnectTimeoutAndNotBefore) {
  House house;
  const auto silent = house.connect();
  const auto refused = house.connect();
  refused->says(connect_with("%%"));
  const auto good = house.login(*house.alice);
  for (const auto* client : {&silent, &refused, &good}) {
    EXPECT_EQ((*client)->engine.closed, "");
    (*client)->session->on_deadline(Tick{});
  }
  EXPECT_NE(silent->engine.closed, "");
  EXPECT_NE(refused->engine.closed, "");
  EXPECT_EQ(good->engine.closed, "");
}

TEST(Login, AnEventBeforeTheAnswerClosesTheConnection) {
  House house;
  const auto early = house.connect();
  early->says(R"(2["post",{"content":"x"}])");
  EXPECT_NE(early->engine.closed, "");

  const auto hasty = house.connect();
  hasty->session->text(connect_with(token_of(*house.alice)));
  hasty->session->text(R"(2["post",{"content":"x"}])");
  house.run();
  EXPECT_NE(hasty->engine.closed, "");
  EXPECT_TRUE(hasty->engine.take("hello").empty());
  EXPECT_EQ(house.common.counters.logged_in, 0u);
}

TEST(Login, AClientThatIsGoneBeforeTheVerdictHurtsNobody) {
  House house;
  const auto client = house.connect();
  client->session->text(connect_with(token_of(*house.alice)));
  client->leave();
  house.run();
  EXPECT_EQ(house.common.counters.logged_in, 0u);
  EXPECT_TRUE(client->engine.texts.empty());
}

TEST(Login, AnotherNamespaceIsRefusedAndTheConnectionStays) {
  House house;
  const auto client = house.login(*house.alice);
  client->says("0/admin,");
  EXPECT_TRUE(client->engine.texts.at(0).starts_with("4/admin,"));
  EXPECT_EQ(client->engine.closed, "");
}

}  // namespace
}  // namespace gb::gateway::test
