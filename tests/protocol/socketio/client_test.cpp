#include "protocol/socketio/client.hpp"

#include <gtest/gtest.h>

namespace gb::socketio {
namespace {

using nlohmann::json;

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

class SocketIoClient : public testing::Test {
 protected:
  ClientActions text(std::string message) {
    ClientActions actions;
    client.text(std::move(message), actions);
    return actions;
  }

  ClientActions binary(std::string bytes) {
    ClientActions actions;
    client.binary(std::move(bytes), actions);
    return actions;
  }

  void let_in() { text(R"(0{"sid":"s"})"); }

  Client client;
};

TEST_F(SocketIoClient, IsLetInByConnect) {
  EXPECT_FALSE(client.is_in());
  const ClientActions actions = text(R"(0{"sid":"wZX3oN0bSVIhsaknAAAI"})");
  EXPECT_EQ(actions.size(), 1U);
  EXPECT_TRUE(has<LetIn>(actions));
  EXPECT_TRUE(client.is_in());
}

TEST_F(SocketIoClient, IsTurnedAwayInEitherForm) {
  const auto told = [](const std::string& message) {
    Client fresh;
    ClientActions actions;
    fresh.text(message, actions);
    EXPECT_FALSE(fresh.is_in());
    EXPECT_EQ(actions.size(), 1U);
    return has<TurnedAway>(actions) ? first<TurnedAway>(actions)->message : "not turned away";
  };
  EXPECT_EQ(told(R"(4{"message":"Invalid credentials"})"), "Invalid credentials");
  EXPECT_EQ(told(R"(4{"message":"no","data":{"code":1}})"), "no");
  EXPECT_EQ(told(R"(4"Invalid credentials")"), "Invalid credentials");
  for (const char* unsaid : {"4", "4{}", "4null", "4[]", "47", R"(4{"message":7})", R"(4{"message":["x"]})"})
    EXPECT_EQ(told(unsaid), "refused without a reason") << unsaid;
}

TEST_F(SocketIoClient, MayTryAgainAfterARefusal) {
  text(R"(4{"message":"not yet"})");
  EXPECT_TRUE(has<LetIn>(text(R"(0{"sid":"s"})")));
}

TEST_F(SocketIoClient, EventsAndAcksAreReceived) {
  let_in();
  const std::string said = R"(2["message",{"id":1}])";
  const ClientActions event = text(said);
  ASSERT_TRUE(has<Received>(event));
  EXPECT_EQ(first<Received>(event)->packet.type, PacketType::event);
  EXPECT_EQ(first<Received>(event)->packet.data, json::parse(R"(["message",{"id":1}])"));
  EXPECT_EQ(first<Received>(event)->text, said);
  EXPECT_TRUE(first<Received>(event)->attachments.empty());
  EXPECT_EQ(first<Received>(text(R"(27["question"])"))->packet.id, 7U);
  const ClientActions ack = text(R"(312[{"ok":true}])");
  ASSERT_TRUE(has<Received>(ack));
  EXPECT_EQ(first<Received>(ack)->packet.type, PacketType::ack);
  EXPECT_EQ(first<Received>(ack)->packet.id, 12U);
}

TEST_F(SocketIoClient, NothingMayComeBeforeConnectIsAnswered) {
  for (const char* early : {R"(2["hello",{}])", "31[]", R"(50-["hello"])", "60-1[]"}) {
    Client fresh;
    ClientActions actions;
    fresh.text(early, actions);
    EXPECT_TRUE(has<Ended>(actions)) << early;
    EXPECT_FALSE(has<Received>(actions)) << early;
  }
}

TEST_F(SocketIoClient, AttachmentsDoNotMakeAnEarlyEventRight) {
  ClientActions actions = text(R"(51-["hello",{"_placeholder":true,"num":0}])");
  if (actions.empty()) actions = binary("x");
  EXPECT_TRUE(has<Ended>(actions));
  EXPECT_FALSE(has<Received>(actions));
}

TEST_F(SocketIoClient, DisconnectEndsIt) {
  EXPECT_TRUE(has<Ended>(text("1")));
  let_in();
  EXPECT_TRUE(has<Ended>(text("1")));
}

TEST_F(SocketIoClient, OtherNamespacesAreIgnored) {
  for (const char* other : {R"(0/admin,{"sid":"x"})", R"(4/admin,{"message":"no"})", "1/admin,",
                            R"(2/admin,["message",{}])", "3/admin,1[]"})
    EXPECT_TRUE(text(other).empty()) << other;
  EXPECT_FALSE(client.is_in());
  let_in();
  EXPECT_TRUE(text("1/admin,").empty());
  EXPECT_TRUE(text(R"(2/admin,["message",{}])").empty());
  EXPECT_TRUE(has<Received>(text(R"(2/,["message",{}])"))) << "ours, written out";
  EXPECT_TRUE(has<Received>(text(R"(2/?a=b,["message",{}])"))) << "ours, with a query";
}

TEST_F(SocketIoClient, BinaryPacketsComeInParts) {
  let_in();
  const std::string head = R"(52-["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";
  EXPECT_TRUE(text(head).empty());
  EXPECT_TRUE(binary(std::string("\0a", 2)).empty());
  const ClientActions done = binary("");
  ASSERT_TRUE(has<Received>(done));
  EXPECT_EQ(done.size(), 1U);
  EXPECT_EQ(first<Received>(done)->packet.type, PacketType::binary_event);
  EXPECT_EQ(first<Received>(done)->packet.data[1]["num"], 0) << "placeholders stay";
  EXPECT_EQ(first<Received>(done)->text, head);
  EXPECT_EQ(first<Received>(done)->attachments, (std::vector<std::string>{std::string("\0a", 2), ""}));
  EXPECT_TRUE(has<Received>(text(R"(2["message"])"))) << "and what follows is read as before";
}

TEST_F(SocketIoClient, BinaryAcksComeInParts) {
  let_in();
  EXPECT_TRUE(text(R"(61-5[{"_placeholder":true,"num":0}])").empty());
  const ClientActions done = binary("bytes");
  ASSERT_TRUE(has<Received>(done));
  EXPECT_EQ(first<Received>(done)->packet.type, PacketType::binary_ack);
  EXPECT_EQ(first<Received>(done)->packet.id, 5U);
  EXPECT_EQ(first<Received>(done)->attachments, std::vector<std::string>{"bytes"});
}

TEST_F(SocketIoClient, APacketWithoutAttachmentsIsWholeAtOnce) {
  let_in();
  EXPECT_TRUE(has<Received>(text(R"(50-["file"])")));
  EXPECT_TRUE(has<Ended>(binary("x")));
}

TEST_F(SocketIoClient, TooManyAttachmentsEndIt) {
  let_in();
  EXPECT_TRUE(has<Ended>(binary("x"))) << "of nothing";
  text(R"(51-["file",{"_placeholder":true,"num":0}])");
  EXPECT_TRUE(has<Received>(binary("x")));
  EXPECT_TRUE(has<Ended>(binary("y")));
}

TEST_F(SocketIoClient, TooFewAttachmentsEndIt) {
  let_in();
  text(R"(52-["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
  EXPECT_TRUE(binary("x").empty());
  const ClientActions next = text(R"(2["message"])");
  EXPECT_TRUE(has<Ended>(next));
  EXPECT_FALSE(has<Received>(next));
}

TEST_F(SocketIoClient, AsManyAttachmentsAsAreAllowedAndNoMore) {
  let_in();
  const std::string most = std::to_string(most_attachments);
  EXPECT_TRUE(text("5" + most + R"(-["file"])").empty());
  for (unsigned n = 1; n < most_attachments; ++n) EXPECT_TRUE(binary("x").empty());
  const ClientActions done = binary("x");
  ASSERT_TRUE(has<Received>(done));
  EXPECT_EQ(first<Received>(done)->attachments.size(), most_attachments);
  EXPECT_TRUE(has<Ended>(text("5" + std::to_string(most_attachments + 1) + R"(-["file"])")));
}

TEST_F(SocketIoClient, AttachmentsTogetherAreBounded) {
  let_in();
  text(R"(52-["file"])");
  EXPECT_TRUE(binary(std::string(Client::most_attached - 1, 'x')).empty());
  EXPECT_TRUE(has<Received>(binary("y"))) << "just fits";
  text(R"(52-["file"])");
  EXPECT_TRUE(binary(std::string(Client::most_attached - 1, 'x')).empty()) << "counted anew for each packet";
  EXPECT_TRUE(has<Ended>(binary("yz")));
}

TEST_F(SocketIoClient, MalformedPacketsEndIt) {
  for (const char* wrong : {"",
                            "7",
                            "x",
                            "0{",
                            "0[]",
                            "0null",
                            R"(0"s")",
                            "1{}",
                            "2",
                            "2[]",
                            "2{}",
                            "2[null]",
                            "2[1]",
                            R"(2["connect"])",
                            R"(2["disconnect"])",
                            R"(2["message",{}] x)",
                            R"(2["message")",
                            R"(29999999999999999999["message"])",
                            "3[]",
                            "31{}",
                            "4{",
                            "4x",
                            "5[\"file\"]",
                            "5-[\"file\"]",
                            "5-1-[\"file\"]",
                            "599999999999999999999-[\"file\"]",
                            "61-[]",
                            "2[\"\xff\"]"}) {
    Client fresh;
    ClientActions actions;
    fresh.text("0", actions);
    actions.clear();
    fresh.text(wrong, actions);
    EXPECT_EQ(actions.size(), 1U) << wrong;
    EXPECT_TRUE(has<Ended>(actions)) << wrong;
  }
}

TEST_F(SocketIoClient, NestingBeyondReasonEndsIt) {
  let_in();
  EXPECT_TRUE(has<Ended>(text("2[\"message\"," + std::string(100'000, '[') + std::string(100'000, ']') + "]")));
}

TEST(SocketIoFromServers, OnlyServersSendConnectErrors) {
  EXPECT_FALSE(decode(R"(4{"message":"no"})"));
  EXPECT_FALSE(decode(R"(4{"message":"no"})", Sender::client));
  const auto refusal = decode(R"(4/admin,{"message":"no"})", Sender::server);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->type, PacketType::connect_error);
  EXPECT_EQ(refusal->space, "/admin");
  EXPECT_EQ(refusal->data["message"], "no");
}

TEST(SocketIoFromServers, OurOwnServerIsUnderstood) {
  for (const Dialect dialect : {Dialect::v2, Dialect::v4}) {
    EXPECT_EQ(decode(encode_connect(dialect, "/", "s"), Sender::server)->type, PacketType::connect);
    const auto refusal = decode(encode_connect_error(dialect, "/", "no \"entry\""), Sender::server);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->type, PacketType::connect_error);
  }
  EXPECT_EQ(decode(encode_event("message", "{}"), Sender::server)->data[0], "message");
  EXPECT_EQ(decode(encode_ack("/", 7, "[1]"), Sender::server)->id, 7U);
}

TEST(SocketIoClientBinary, APacketOfAnotherNamespaceIsIgnoredWithItsAttachments) {
  Client client;
  ClientActions actions;
  client.text(R"(0{"sid":"s"})", actions);
  actions.clear();
  client.text(R"(51-/admin,["x",{"_placeholder":true,"num":0}])", actions);
  client.binary("bytes", actions);
  EXPECT_TRUE(actions.empty());
  client.text(R"(2["hello"])", actions);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Received>(actions[0]));
}

TEST(SocketIoClientBinary, ABinaryEventBeforeConnectEndsItAtOnce) {
  Client client;
  ClientActions actions;
  client.text(R"(51-["x",{"_placeholder":true,"num":0}])", actions);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Ended>(actions[0]));
}

TEST(SocketIoConnectRequest, CarriesTheToken) {
  EXPECT_EQ(encode_connect_request("eyJpZCI6MX0="), R"(0{"token":"eyJpZCI6MX0="})");
  for (const std::string& token :
       {std::string(), std::string("a\"},{\""), std::string("a\\"), std::string("\n\0", 2)}) {
    const auto packet = decode(encode_connect_request(token));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->type, PacketType::connect);
    EXPECT_EQ(packet->space, "/");
    EXPECT_EQ(packet->data, (json{{"token", token}}));
  }
}

TEST(SocketIoOnlyArgument, IsThePayloadOrNull) {
  const auto of = [](const char* text) { return only_argument(decode(text, Sender::server).value()); };
  EXPECT_EQ(of(R"(2["guild",{"id":1}])"), (json{{"id", 1}}));
  EXPECT_EQ(of(R"(2["guild",false])"), json(false));
  EXPECT_TRUE(of(R"(2["guild"])").is_null());
  EXPECT_TRUE(of(R"(2["guild",1,2])").is_null());
  EXPECT_TRUE(of("0").is_null());
  EXPECT_TRUE(of(R"(0{"a":1,"b":2})").is_null()) << "an object has no arguments";
}

}  // namespace
}  // namespace gb::socketio
