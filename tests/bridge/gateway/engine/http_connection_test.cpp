#include "bridge/gateway/engine/http_connection.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <vector>

#include "tests/bridge/gateway/engine/fake_socket.hpp"
#include "tests/support/until.hpp"

namespace gb::gateway {
namespace {

/// Answers with the target that was asked for, then goes on with its own work, as a POST does.
class Echo final : public HttpRouter {
 public:
  std::size_t most_body(const HttpRequest& head) override { return head.target() == "/large" ? 100 : 10; }

  void route(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) override {
    const std::string target(request.target());
    if (target == "/take") {
      taken = connection->take_socket(surplus);
      return;
    }
    if (!holds) connection->answer({200, "text/plain", target + "\n", {}});
    done.push_back(target);
    held = connection;
  }

  std::vector<std::string> done;  ///< In the order of what was done after the answer.
  std::shared_ptr<HttpConnection> held;
  std::unique_ptr<Socket> taken;
  std::string surplus;
  bool holds = false;
};

class HttpConnectionTest : public testing::Test {
 protected:
  HttpConnectionTest() { connection->start(); }
  ~HttpConnectionTest() override {
    if (connection) connection->close();
  }

  static std::string request(const std::string& target) { return "GET " + target + " HTTP/1.1\r\n\r\n"; }

  boost::asio::io_context loop;
  Deadlines deadlines{loop.get_executor()};
  Echo router;
  std::shared_ptr<Wire> wire = std::make_shared<Wire>();
  std::shared_ptr<HttpConnection> connection =
      std::make_shared<HttpConnection>(loop.get_executor(), std::make_unique<FakeSocket>(wire), "127.0.0.1",
                                       std::chrono::seconds(10), router, deadlines);
};

TEST_F(HttpConnectionTest, ManyRequestsInOneWriteAreAllAnsweredInOrder) {
  constexpr std::size_t count = 3600;
  std::string all;
  std::vector<std::string> targets;
  for (std::size_t n = 0; n < count; ++n) {
    targets.push_back("/" + std::to_string(n));
    all += request(targets.back());
  }
  wire->receive(all);
  EXPECT_EQ(wire->writes, HttpConnection::most_per_turn) << "others have their turn";
  EXPECT_TRUE(wire->paused);
  EXPECT_TRUE(gb::test::until(loop, [&] { return wire->writes == count; }));
  EXPECT_EQ(router.done, targets);
  EXPECT_FALSE(wire->paused);
  EXPECT_FALSE(wire->closed);
  std::size_t at = 0;
  for (const std::string& target : targets) {
    at = wire->written.find(target + "\n", at);
    ASSERT_NE(at, std::string::npos) << target;
  }
}

TEST_F(HttpConnectionTest, WhatComesBetweenTwoTurnsWaits) {
  std::string all;
  for (std::size_t n = 0; n <= HttpConnection::most_per_turn; ++n) all += request("/early");
  wire->receive(all);
  wire->receive(request("/late"));
  EXPECT_EQ(wire->writes, HttpConnection::most_per_turn);
  gb::test::until(loop, [&] { return wire->writes > HttpConnection::most_per_turn + 1; });
  EXPECT_EQ(router.done.back(), "/late");
}

TEST_F(HttpConnectionTest, ASocketThatIsTakenAwayInALaterTurnIsRead) {
  std::string all;
  for (std::size_t n = 0; n < HttpConnection::most_per_turn; ++n) all += request("/");
  wire->receive(all + request("/take") + "frames");
  EXPECT_TRUE(gb::test::until(loop, [&] { return router.taken != nullptr; }));
  EXPECT_EQ(router.surplus, "frames");
  EXPECT_FALSE(wire->paused);
}

TEST_F(HttpConnectionTest, OneThatIsClosedBetweenTwoTurnsIsServedNoMore) {
  std::string all;
  for (std::size_t n = 0; n <= HttpConnection::most_per_turn; ++n) all += request("/");
  wire->receive(all);
  connection->close();
  gb::test::run_for(loop, std::chrono::milliseconds(20));
  EXPECT_EQ(wire->writes, HttpConnection::most_per_turn);
}

TEST_F(HttpConnectionTest, AnAnswerThatIsUnderWayOutlivesTheConnection) {
  wire->takes_all = false;
  router.holds = true;
  wire->receive(request("/large"));
  router.held->answer({200, "text/plain", std::string(100'000, 'x'), {}});
  router.held->close();
  router.held.reset();
  connection.reset();
  EXPECT_NE(wire->waiting().find(std::string(100'000, 'x')), std::string::npos);
}

TEST_F(HttpConnectionTest, ABodyOverTheBoundOfItsTargetIsRefusedByTheHead) {
  wire->receive("POST /small HTTP/1.1\r\nContent-Length: 11\r\n\r\n");
  EXPECT_TRUE(wire->written.starts_with("HTTP/1.1 413 ")) << "before any of it has come";
  EXPECT_TRUE(router.done.empty());
  EXPECT_TRUE(wire->closed);
}

TEST_F(HttpConnectionTest, ABodyInChunksIsRefusedWhereItPassesTheBound) {
  wire->receive("POST /small HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
  EXPECT_TRUE(wire->written.empty());
  wire->receive("6\r\nfghijk\r\n0\r\n\r\n");
  EXPECT_TRUE(wire->written.starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(router.done.empty());
}

TEST_F(HttpConnectionTest, EachTargetHasItsOwnBound) {
  const std::string body(100, 'x');
  wire->receive("POST /large HTTP/1.1\r\nContent-Length: 100\r\n\r\n" + body);
  wire->receive("POST /large HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n64\r\n" + body + "\r\n0\r\n\r\n");
  EXPECT_EQ(router.done, (std::vector<std::string>{"/large", "/large"}));
}

// RFC 9112, section 6.1. Taken for a request without a body, what follows would be another request.
TEST_F(HttpConnectionTest, ATransferCodingThatNobodyKnowsIsNotImplemented) {
  for (const char* coding : {"Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked",
                             "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"}) {
    const auto fresh = std::make_shared<Wire>();
    const auto other = std::make_shared<HttpConnection>(loop.get_executor(), std::make_unique<FakeSocket>(fresh),
                                                        "127.0.0.1", std::chrono::seconds(10), router, deadlines);
    other->start();
    fresh->receive(std::string("POST /large HTTP/1.1\r\n") + coding + "\r\n\r\n" + request("/smuggled"));
    EXPECT_TRUE(fresh->written.starts_with("HTTP/1.1 501 ")) << coding << fresh->written;
    EXPECT_TRUE(fresh->closed);
  }
  EXPECT_TRUE(router.done.empty());
}

}  // namespace
}  // namespace gb::gateway
