#include "bridge/gateway/engine/websocket_transport.hpp"

#include <gmock/gmock.h>

#include "protocol/websocket/frame.hpp"
#include "tests/bridge/gateway/engine/fake_socket.hpp"

namespace gb::gateway {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using websocket::CloseCode;
using websocket::Opcode;

class Owner final : public WebSocketOwner {
 public:
  void on_socket_message(bool, std::string_view) override { ++messages; }
  void on_socket_gone(std::string_view reason) override { gone = reason; }
  void on_socket_output() override {}
  void on_socket_drained() override { ++drained; }

  std::string gone;
  int drained = 0;
  std::size_t messages = 0;
};

class WebSocketTransportTest : public testing::Test {
 protected:
  static SharedBroadcast broadcast(const std::string& text) {
    auto made = std::make_shared<Broadcast>();
    add_message(*made, text);
    return made;
  }

  /// A client's frame, whose mask changes nothing.
  static std::string masked(const std::string& payload) {
    return {"\x82" + std::string(1, static_cast<char>(0x80 | payload.size())) + std::string(4, '\0') + payload};
  }

  const std::string goodbye =
      websocket::server_frame(Opcode::close, websocket::close_payload(CloseCode::normal, "bye"));
  Owner owner;
  std::shared_ptr<Wire> wire = std::make_shared<Wire>();
  std::unique_ptr<WebSocketTransport> transport =
      std::make_unique<WebSocketTransport>(std::make_unique<FakeSocket>(wire), 1 << 20, 1 << 20, owner);
};

TEST_F(WebSocketTransportTest, TheGoodbyeFollowsWhatWaits) {
  transport->send(Opcode::text, "own");
  transport->send_shared(broadcast("shared"));
  transport->close(CloseCode::normal, "bye");
  EXPECT_EQ(wire->writes, 1U);
  EXPECT_THAT(wire->written, HasSubstr("shared"));
  EXPECT_THAT(wire->written, EndsWith(goodbye));
}

// A kernel that is full sends it later, TLS always does; the broadcast's last owner may be the transport.
TEST_F(WebSocketTransportTest, LastWordsThatHaveToWaitStayWhereTheyAre) {
  wire->takes_all = false;
  transport->send(Opcode::text, std::string(100'000, 'o'));
  auto shared = broadcast(std::string(100'000, 's'));
  const std::weak_ptr<const Broadcast> there = shared;
  transport->send_shared(std::move(shared));
  transport->close(CloseCode::normal, "bye");
  transport.reset();
  ASSERT_TRUE(wire->owner);
  EXPECT_FALSE(there.expired());
  EXPECT_THAT(wire->waiting(), HasSubstr(std::string(100'000, 'o')));
  EXPECT_THAT(wire->waiting(), HasSubstr(std::string(100'000, 's')));
  EXPECT_THAT(wire->waiting(), EndsWith(goodbye));
  wire->owner.reset();
  EXPECT_TRUE(there.expired()) << "nobody else keeps it";
}

TEST_F(WebSocketTransportTest, AWriteThatIsUnderWayOutlivesTheTransport) {
  wire->takes_all = false;
  transport->send(Opcode::text, std::string(100'000, 'o'));
  transport->flush();
  transport->close(CloseCode::normal, "bye");
  transport.reset();
  EXPECT_EQ(wire->writes, 1U) << "one at a time";
  EXPECT_THAT(wire->waiting(), HasSubstr(std::string(100'000, 'o')));
}

TEST_F(WebSocketTransportTest, WhatCameWhileAWriteWaitedFollowsIt) {
  wire->takes_all = false;
  transport->send(Opcode::text, "first");
  transport->flush();
  transport->send(Opcode::text, "second");
  transport->flush();
  EXPECT_FALSE(transport->drained());
  wire->takes_all = true;
  std::exchange(wire->on_written, nullptr)(true);
  EXPECT_THAT(wire->written, EndsWith("second"));
  EXPECT_TRUE(transport->drained());
  EXPECT_EQ(owner.drained, 1);
}

TEST_F(WebSocketTransportTest, TheBoundOfAMessageMayGrow) {
  transport->start({});
  transport->set_most_message(10);
  wire->receive(masked(std::string(10, 'x')));
  transport->set_most_message(100);
  wire->receive(masked(std::string(100, 'x')));
  EXPECT_TRUE(owner.gone.empty());
  EXPECT_EQ(owner.messages, 2U);
  wire->receive(masked(std::string(101, 'x')));
  EXPECT_EQ(owner.gone, "payload too large");
}

}  // namespace
}  // namespace gb::gateway
