// The listener, asked by our own client over real sockets.
#include "bridge/net/http_listener.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>

#include "bridge/net/http_client.hpp"
#include "tests/support/until.hpp"

namespace gb::net {
namespace {

using namespace std::chrono_literals;

struct Listener : testing::Test {
  using Outcome = std::shared_ptr<std::optional<result<HttpAnswer>>>;

  Listener() { listener.start("127.0.0.1:0").value(); }

  static boost::asio::awaitable<HttpReply> echo(HttpIncoming request) {
    if (request.target == "/slow") {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 10s);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
    if (request.target == "/bug") throw std::runtime_error("on purpose");
    co_return HttpReply{200, "text/plain",
                        request.method + " " + request.target + " " + request.authorization + " " + request.body};
  }

  static boost::asio::awaitable<void> run(HttpClient& client, HttpRequest request, Outcome outcome) {
    outcome->emplace(co_await client.send(std::move(request)));
  }

  Outcome begin(const std::string& target, std::string body = {}) {
    HttpRequest request;
    request.method = "PUT";
    request.url = "http://127.0.0.1:" + std::to_string(listener.port()) + target;
    request.headers = {{"Authorization", "Bearer x"}};
    request.body = std::move(body);
    return begin(std::move(request));
  }

  Outcome begin(HttpRequest request) {
    auto outcome = std::make_shared<std::optional<result<HttpAnswer>>>();
    boost::asio::co_spawn(loop, run(client, std::move(request), outcome), boost::asio::detached);
    return outcome;
  }

  result<HttpAnswer> ask(const std::string& target, std::string body = {}) {
    const Outcome outcome = begin(target, std::move(body));
    gb::test::until(loop, [&] { return outcome->has_value(); });
    return outcome->value();
  }

  boost::asio::io_context loop;
  HttpClient client{loop.get_executor(), {}};
  HttpListener listener{loop.get_executor(), "test", {4, 1000, 1s, 1s}, echo};
};

TEST_F(Listener, WhoIsNotAdmittedSendsLittle) {
  ListenerLimits limits;
  limits.max_body = 100'000;
  limits.admits = [](const HttpIncoming& head) { return head.authorization == "Bearer good"; };
  std::vector<std::size_t> sizes;
  HttpListener guarded(loop.get_executor(), "test", limits,
                       [&](HttpIncoming request) -> boost::asio::awaitable<HttpReply> {
                         sizes.push_back(request.body.size());
                         co_return HttpReply{};
                       });
  ASSERT_TRUE(guarded.start("127.0.0.1:0"));
  const auto put = [&](const std::string& token, std::size_t size) {
    HttpRequest request;
    request.method = "PUT";
    request.url = "http://127.0.0.1:" + std::to_string(guarded.port()) + "/";
    request.headers = {{"Authorization", "Bearer " + token}};
    request.body = std::string(size, 'x');
    const Outcome outcome = begin(std::move(request));
    gb::test::until(loop, [&] { return outcome->has_value(); });
    return outcome->value().has_value();
  };
  EXPECT_TRUE(put("good", 50'000));
  EXPECT_TRUE(put("bad", 100));
  EXPECT_FALSE(put("bad", 50'000));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{50'000, 100}));
}

TEST_F(Listener, CanBeTriedAgainWhenThePortIsFree) {
  auto holder = std::make_unique<boost::asio::ip::tcp::acceptor>(
      loop, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0), false);
  const std::string place = "127.0.0.1:" + std::to_string(holder->local_endpoint().port());
  HttpListener second(loop.get_executor(), "test", {4, 100},
                      [](HttpIncoming) -> boost::asio::awaitable<HttpReply> { co_return HttpReply{}; });
  const auto taken = second.start(place);
  ASSERT_FALSE(taken);
  holder.reset();
  const auto free = second.start(place);
  EXPECT_TRUE(free) << free.error().told;
  second.stop();
}

TEST_F(Listener, AnswersWhatTheHandlerSays) {
  const auto answer = ask("/a?b", "body");
  ASSERT_TRUE(answer) << answer.error().told;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "PUT /a?b Bearer x body");
  EXPECT_EQ(answer->header("content-type"), "text/plain");
}

TEST_F(Listener, ATooLargeBodyIsRefusedAndTheNextRequestIsNot) {
  EXPECT_FALSE(ask("/", std::string(5000, 'x')));
  EXPECT_TRUE(ask("/", std::string(1000, 'x')));
}

TEST_F(Listener, AHandlersErrorEndsOnlyItsConnection) {
  EXPECT_FALSE(ask("/bug"));
  EXPECT_TRUE(ask("/"));
}

TEST_F(Listener, StoppingEndsWhatIsUnderWay) {
  const Outcome slow = begin("/slow");
  gb::test::run_for(loop, 50ms);
  EXPECT_FALSE(slow->has_value());
  listener.stop();
  ASSERT_TRUE(gb::test::until(loop, [&] { return slow->has_value(); }));
  EXPECT_FALSE(slow->value());
  EXPECT_FALSE(ask("/"));
}

TEST_F(Listener, OnlyOneListensAtAPlace) {
  HttpListener other(loop.get_executor(), "test", {}, echo);
  const auto started = other.start("127.0.0.1:" + std::to_string(listener.port()));
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().told.find("cannot listen on"), std::string::npos);
}

TEST_F(Listener, ATransferCodingThatNobodyKnowsIsNotImplemented) {
  boost::asio::ip::tcp::socket client_socket(loop);
  client_socket.connect({boost::asio::ip::address_v4::loopback(), listener.port()});
  const std::string request =
      "PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  boost::asio::write(client_socket, boost::asio::buffer(request));
  gb::test::run_for(loop, 100ms);
  std::string answer;
  boost::system::error_code end;
  boost::asio::read(client_socket, boost::asio::dynamic_buffer(answer), end);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 501 ")) << answer;
  EXPECT_EQ(answer.find("smuggled"), std::string::npos);
}

}  // namespace
}  // namespace gb::net
