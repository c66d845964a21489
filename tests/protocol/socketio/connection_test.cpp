#include "protocol/socketio/connection.hpp"

#include <gtest/gtest.h>

namespace gb::socketio {
namespace {

template <class T>
const T* first(const Actions& actions) {
  for (const Action& action : actions)
    if (const T* found = std::get_if<T>(&action)) return found;
  return nullptr;
}

class SocketIoConnection : public testing::Test {
 protected:
  Actions text(std::string_view message) {
    Actions actions;
    connection.text(
        message, [](std::string_view space) { return space == "/" || space == "/other"; }, actions);
    return actions;
  }

  Actions binary(std::string_view bytes) {
    Actions actions;
    connection.binary(bytes, actions);
    return actions;
  }

  void connect() {
    text("0");
    Actions actions;
    connection.accept("/", "sid", actions);
  }

  Connection connection{Dialect::v4};
};

TEST_F(SocketIoConnection, ConnectsWhenAccepted) {
  const Actions asked = text(R"(0{"token":"t"})");
  ASSERT_NE(first<WantsToConnect>(asked), nullptr);
  EXPECT_EQ(first<WantsToConnect>(asked)->auth["token"], "t");
  EXPECT_FALSE(connection.connected("/"));
  Actions actions;
  connection.accept("/", "sid", actions);
  EXPECT_EQ(first<SendText>(actions)->text, R"(0{"sid":"sid"})");
  EXPECT_TRUE(connection.connected("/"));
  const Actions event = text(R"(212["hello",1])");
  EXPECT_EQ(first<Event>(event)->name, "hello");
  EXPECT_EQ(first<Event>(event)->ack, 12U);
  EXPECT_EQ(first<Event>(event)->arguments, nlohmann::json::array({1}));
}

TEST_F(SocketIoConnection, UnknownNamespacesAreRefusedAndTheRestGoesOn) {
  connect();
  const Actions refused = text("0/nowhere,");
  ASSERT_NE(first<SendText>(refused), nullptr);
  EXPECT_TRUE(first<SendText>(refused)->text.starts_with("4/nowhere,"));
  EXPECT_EQ(first<Close>(refused), nullptr);
  EXPECT_TRUE(connection.connected("/"));
}

TEST_F(SocketIoConnection, EventsBeforeConnectingCloseIt) {
  EXPECT_NE(first<Close>(text(R"(2["hello"])")), nullptr);
}

TEST_F(SocketIoConnection, MalformedPacketsCloseIt) {
  for (const char* wrong : {"", "2[", "9", "5-"}) {
    Connection fresh(Dialect::v4);
    Actions actions;
    fresh.text(
        wrong, [](std::string_view) { return true; }, actions);
    EXPECT_NE(first<Close>(actions), nullptr) << wrong;
  }
}

TEST_F(SocketIoConnection, AttachmentsArePutWhereTheyBelong) {
  connect();
  EXPECT_EQ(first<Event>(text(R"(52-["file",{"_placeholder":true,"num":1},{"x":{"_placeholder":true,"num":0}}])")),
            nullptr);
  EXPECT_EQ(first<Event>(binary("first")), nullptr);
  const Actions done = binary("second");
  ASSERT_NE(first<Event>(done), nullptr);
  const nlohmann::json& arguments = first<Event>(done)->arguments;
  const auto bytes = [](const nlohmann::json& value) {
    return std::string(value.get_binary().begin(), value.get_binary().end());
  };
  EXPECT_EQ(bytes(arguments[0]), "second");
  EXPECT_EQ(bytes(arguments[1]["x"]), "first");
}

TEST_F(SocketIoConnection, BinaryOutOfTurnClosesIt) {
  connect();
  EXPECT_NE(first<Close>(binary("x")), nullptr);
}

TEST_F(SocketIoConnection, TextInsteadOfAnAttachmentClosesIt) {
  connect();
  text(R"(51-["file",{"_placeholder":true,"num":0}])");
  EXPECT_NE(first<Close>(text(R"(2["hello"])")), nullptr);
}

TEST_F(SocketIoConnection, PlaceholdersThatNameNothingCloseIt) {
  for (const char* wrong : {R"(51-["f",{"_placeholder":true,"num":1}])", R"(51-["f",{"_placeholder":true,"num":-1}])",
                            R"(51-["f",{"_placeholder":true}])", R"(51-["f",{"_placeholder":true,"num":"0"}])"}) {
    Connection fresh(Dialect::v2);
    Actions actions;
    fresh.start(actions);
    fresh.accept("/", "s", actions);
    actions.clear();
    fresh.text(
        wrong, [](std::string_view) { return true; }, actions);
    if (first<Close>(actions) == nullptr) fresh.binary("x", actions);
    EXPECT_NE(first<Close>(actions), nullptr) << wrong;
  }
}

TEST_F(SocketIoConnection, AClientOfVersion2IsConnectedWithoutAsking) {
  Connection old(Dialect::v2);
  Actions actions;
  old.start(actions);
  ASSERT_NE(first<WantsToConnect>(actions), nullptr);
  EXPECT_EQ(first<WantsToConnect>(actions)->space, "/");
}

TEST_F(SocketIoConnection, NotTooManyNamespaces) {
  Connection fresh(Dialect::v4);
  bool closed = false;
  for (std::size_t n = 0; n <= Connection::most_spaces && !closed; ++n) {
    Actions actions;
    fresh.text(
        "0/s" + std::to_string(n) + ",", [](std::string_view) { return true; }, actions);
    closed = first<Close>(actions) != nullptr || first<WantsToConnect>(actions) == nullptr;
  }
  EXPECT_TRUE(closed);
}

// Strangers would make us hold it.
TEST_F(SocketIoConnection, AnEventWithAttachmentsBeforeConnectIsNotWaitedFor) {
  Connection fresh(Dialect::v4);
  Actions actions;
  fresh.text(R"(51-["upload",{"_placeholder":true,"num":0}])", [](std::string_view) { return true; }, actions);
  EXPECT_NE(first<Close>(actions), nullptr);
}

}  // namespace
}  // namespace gb::socketio
