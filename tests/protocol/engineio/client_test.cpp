#include "protocol/engineio/client.hpp"

#include <gmock/gmock.h>

namespace gb::engineio {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Client::Tick start = Client::Tick{} + std::chrono::hours(1);

constexpr const char* usual =
    R"({"sid":"s-1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})";

template <class T>
const T* first(const ClientActions& actions) {
  for (const ClientAction& action : actions)
    if (const T* found = std::get_if<T>(&action)) return found;
  return nullptr;
}

template <class T>
bool has(const ClientActions& actions) {
  return first<T>(actions) != nullptr;
}

std::string open_with(const std::string& sid, const std::string& interval, const std::string& timeout) {
  return R"({"sid":)" + sid + R"(,"pingInterval":)" + interval + R"(,"pingTimeout":)" + timeout + "}";
}

class EngineIoClient : public testing::Test {
 protected:
  ClientActions take(PacketType type, std::string data = {}, Client::Tick now = start, bool binary = false) {
    ClientActions actions;
    client.take({type, binary, std::move(data)}, now, actions);
    return actions;
  }

  ClientActions tick(Client::Tick now) {
    ClientActions actions;
    client.tick(now, actions);
    return actions;
  }

  Client client{seconds(10), start};
};

TEST_F(EngineIoClient, TheOpenPacketTellsTheSession) {
  EXPECT_FALSE(client.opened());
  EXPECT_TRUE(take(PacketType::open, usual).empty());
  ASSERT_TRUE(client.opened());
  EXPECT_EQ(client.opened()->sid, "s-1");
  EXPECT_EQ(client.opened()->ping_interval, seconds(25));
  EXPECT_EQ(client.opened()->ping_timeout, seconds(20));
  EXPECT_EQ(client.opened()->max_payload, 1'000'000U);
}

TEST_F(EngineIoClient, NothingMayComeBeforeTheOpenPacket) {
  for (const PacketType type : {PacketType::close, PacketType::ping, PacketType::pong, PacketType::message,
                                PacketType::upgrade, PacketType::noop}) {
    Client fresh(seconds(10), start);
    ClientActions actions;
    fresh.take({type, false, usual}, start, actions);
    EXPECT_TRUE(has<Closed>(actions)) << static_cast<int>(type);
    EXPECT_EQ(actions.size(), 1U) << static_cast<int>(type);
    EXPECT_FALSE(fresh.opened());
  }
}

TEST_F(EngineIoClient, ASecondOpenPacketEndsIt) {
  take(PacketType::open, usual);
  EXPECT_TRUE(has<Closed>(take(PacketType::open, usual)));
  EXPECT_EQ(client.opened()->sid, "s-1");
}

TEST_F(EngineIoClient, AnOpenPacketThatCannotBeReadEndsIt) {
  EXPECT_TRUE(has<Closed>(take(PacketType::open, "{}")));
  EXPECT_FALSE(client.opened());
}

TEST_F(EngineIoClient, MessagesAreDeliveredAsTheyCame) {
  take(PacketType::open, usual);
  const ClientActions text = take(PacketType::message, "hi");
  ASSERT_TRUE(has<Deliver>(text));
  EXPECT_EQ(first<Deliver>(text)->data, "hi");
  EXPECT_FALSE(first<Deliver>(text)->binary);
  const ClientActions bytes = take(PacketType::message, std::string("\0\xff", 2), start, true);
  ASSERT_TRUE(has<Deliver>(bytes));
  EXPECT_EQ(first<Deliver>(bytes)->data, std::string("\0\xff", 2));
  EXPECT_TRUE(first<Deliver>(bytes)->binary);
  EXPECT_TRUE(has<Deliver>(take(PacketType::message))) << "an empty one is one";
}

TEST_F(EngineIoClient, APingIsAnsweredByAPongWithTheSameData) {
  take(PacketType::open, usual);
  for (const char* data : {"", "probe", "{\"a\":1}"}) {
    const ClientActions actions = take(PacketType::ping, data);
    ASSERT_EQ(actions.size(), 1U);
    ASSERT_TRUE(has<Send>(actions));
    EXPECT_EQ(first<Send>(actions)->packet, (Packet{PacketType::pong, false, data}));
  }
}

TEST_F(EngineIoClient, ANoopMeansNothing) {
  take(PacketType::open, usual);
  EXPECT_TRUE(take(PacketType::noop).empty());
  EXPECT_TRUE(has<Deliver>(take(PacketType::message, "hi")));
}

TEST_F(EngineIoClient, WhatOnlyClientsSendEndsIt) {
  for (const PacketType type : {PacketType::pong, PacketType::upgrade}) {
    Client fresh(seconds(10), start);
    ClientActions actions;
    fresh.take({PacketType::open, false, usual}, start, actions);
    fresh.take({type, false, "probe"}, start, actions);
    EXPECT_TRUE(has<Closed>(actions)) << static_cast<int>(type);
  }
}

TEST_F(EngineIoClient, TheServerMayClose) {
  take(PacketType::open, usual);
  const ClientActions actions = take(PacketType::close);
  ASSERT_TRUE(has<Closed>(actions));
  EXPECT_EQ(first<Closed>(actions)->reason, "closed by the server");
}

TEST_F(EngineIoClient, NothingHappensAfterTheEnd) {
  take(PacketType::open, usual);
  take(PacketType::close);
  EXPECT_TRUE(take(PacketType::message, "hi").empty());
  EXPECT_TRUE(take(PacketType::ping).empty());
  EXPECT_TRUE(take(PacketType::close).empty());
  EXPECT_TRUE(tick(start + std::chrono::hours(1)).empty());
}

TEST_F(EngineIoClient, TheOpenPacketMustComeInTime) {
  EXPECT_EQ(client.deadline(), start + seconds(10));
  EXPECT_TRUE(tick(start + milliseconds(9'999)).empty());
  EXPECT_TRUE(has<Closed>(tick(start + seconds(10))));
  EXPECT_TRUE(take(PacketType::open, usual).empty());
  EXPECT_FALSE(client.opened()) << "too late";
}

TEST_F(EngineIoClient, OnceOpenOnlyTheHeartbeatCounts) {
  take(PacketType::open, usual, start + seconds(9));
  EXPECT_EQ(client.deadline(), start + seconds(9 + 45));
  EXPECT_TRUE(tick(start + seconds(10)).empty());
}

TEST_F(EngineIoClient, NoPingWithinIntervalAndTimeoutEndsIt) {
  take(PacketType::open, usual);
  EXPECT_EQ(client.deadline(), start + seconds(45));
  EXPECT_TRUE(tick(start + milliseconds(44'999)).empty()) << "it never pings by itself";
  const ClientActions late = tick(start + seconds(45));
  ASSERT_TRUE(has<Closed>(late));
  EXPECT_EQ(first<Closed>(late)->reason, "ping timeout");
}

TEST_F(EngineIoClient, EachPingGivesTheServerItsTimeAgain) {
  take(PacketType::open, usual);
  Client::Tick now = start;
  for (int n = 0; n < 5; ++n) {
    now += seconds(40);
    EXPECT_TRUE(tick(now).empty());
    EXPECT_TRUE(has<Send>(take(PacketType::ping, "", now)));
    EXPECT_EQ(client.deadline(), now + seconds(45));
  }
  EXPECT_TRUE(has<Closed>(tick(now + seconds(45))));
}

TEST_F(EngineIoClient, MessagesAreNoPings) {
  take(PacketType::open, usual);
  take(PacketType::message, "hi", start + seconds(44));
  take(PacketType::noop, "", start + seconds(44));
  EXPECT_TRUE(has<Closed>(tick(start + seconds(45))));
}

TEST(EngineIoOpen, TimesAreKeptWithinReason) {
  for (const char* small : {"0", "-1", "1", "999", "-9223372036854775808"}) {
    const auto opened = parse_open(open_with("\"s\"", small, small));
    ASSERT_TRUE(opened) << small;
    EXPECT_EQ(opened->ping_interval, seconds(1)) << small;
    EXPECT_EQ(opened->ping_timeout, seconds(1)) << small;
  }
  for (const char* huge : {"300001", "4294967296", "9223372036854775807"}) {
    const auto opened = parse_open(open_with("\"s\"", huge, huge));
    ASSERT_TRUE(opened) << huge;
    EXPECT_EQ(opened->ping_interval, seconds(300)) << huge;
    EXPECT_EQ(opened->ping_timeout, seconds(300)) << huge;
  }
  EXPECT_EQ(parse_open(open_with("\"s\"", "1000", "300000"))->ping_interval, seconds(1));
  EXPECT_EQ(parse_open(open_with("\"s\"", "1000", "300000"))->ping_timeout, seconds(300));
}

TEST(EngineIoOpen, TimesThatAreNoneAreRefused) {
  for (const char* wrong : {"null", "true", "\"25000\"", "2.5", "1e400", "[]", "{}"}) {
    EXPECT_FALSE(parse_open(open_with("\"s\"", wrong, "20000"))) << wrong;
    EXPECT_FALSE(parse_open(open_with("\"s\"", "25000", wrong))) << wrong;
  }
  EXPECT_FALSE(parse_open(R"({"sid":"s","pingInterval":25000})"));
  EXPECT_FALSE(parse_open(R"({"sid":"s","pingTimeout":20000})"));
}

TEST(EngineIoOpen, SidsFitIntoAUrlAsTheyAre) {
  for (const std::string& good :
       {std::string("a"), std::string("lv_VI97HAXpY6yYWAAAC"), std::string("A-z_0.9~"), std::string(256, 'x')})
    EXPECT_EQ(parse_open(open_with('"' + good + '"', "25000", "20000")).value().sid, good);
  for (const std::string& bad :
       {std::string("\"\""), std::string("\"a b\""), std::string("\"a&EIO=3\""), std::string("\"a#b\""),
        std::string("\"../x\""), std::string("\"a%41\""), std::string("\"a+b\""), std::string("\"a\\r\\nX: y\""),
        std::string("\"a\\u0000b\""), std::string("\"\xC3\xBC\""), '"' + std::string(257, 'x') + '"', std::string("7"),
        std::string("null"), std::string("[\"s\"]"), std::string("{\"s\":1}")})
    EXPECT_FALSE(parse_open(open_with(bad, "25000", "20000"))) << bad;
}

TEST(EngineIoOpen, WhatIsNoObjectIsRefused) {
  for (const char* wrong : {"", "null", "[]", "\"sid\"", "7", "{", "{}", "{\"sid\":\"s\"}", "\xff"})
    EXPECT_FALSE(parse_open(wrong)) << wrong;
  EXPECT_FALSE(parse_open(std::string(usual) + "x"));
  const std::string deep(1'000, '[');
  EXPECT_FALSE(parse_open(R"({"sid":"s","pingInterval":25000,"pingTimeout":20000,"x":)" + deep));
}

TEST(EngineIoOpen, ATimeTooLargeForItsSignIsTheLongest) {
  for (const char* huge : {"9223372036854775807", "9223372036854775808", "18446744073709551615"}) {
    const auto opened = parse_open(open_with("\"s\"", huge, huge));
    ASSERT_TRUE(opened) << huge;
    EXPECT_EQ(opened->ping_interval, std::chrono::minutes(5)) << huge;
  }
}

TEST(EngineIoOpen, APayloadBoundThatIsNoneIsNotTold) {
  for (const char* wrong : {"-1", "0", "null", "\"9\"", "1.5", "[]"}) {
    const auto opened =
        parse_open(std::string(R"({"sid":"s","pingInterval":25000,"pingTimeout":20000,"maxPayload":)") + wrong + "}");
    ASSERT_TRUE(opened) << wrong;
    EXPECT_EQ(opened->max_payload, 0U) << wrong;
  }
  EXPECT_EQ(parse_open(open_with("\"s\"", "25000", "20000"))->max_payload, 0U);
}

}  // namespace
}  // namespace gb::engineio
