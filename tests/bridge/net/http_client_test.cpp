#include "bridge/net/http_client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "tests/support/scripted_http.hpp"
#include "tests/support/until.hpp"

namespace gb::net {
namespace {

using gb::test::ScriptedHttp;
using testing::HasSubstr;
using namespace std::chrono_literals;

struct Http : testing::Test {
  using Outcome = std::shared_ptr<std::optional<result<HttpAnswer>>>;

  static boost::asio::awaitable<void> run(HttpClient& client, HttpRequest request, Outcome outcome) {
    outcome->emplace(co_await client.send(std::move(request)));
  }

  Outcome begin(HttpRequest request) {
    auto outcome = std::make_shared<std::optional<result<HttpAnswer>>>();
    boost::asio::co_spawn(loop, run(*client, std::move(request), outcome), boost::asio::detached);
    return outcome;
  }

  result<HttpAnswer> ask(HttpRequest request) {
    const Outcome outcome = begin(std::move(request));
    if (!gb::test::until(
            loop, [&] { return outcome->has_value(); }, 20s))
      throw std::runtime_error("no answer");
    return **outcome;
  }

  result<HttpAnswer> get(const std::string& path = "/") {
    HttpRequest request;
    request.url = server.url(path);
    return ask(std::move(request));
  }

  boost::asio::io_context loop;
  ScriptedHttp server{loop};
  std::unique_ptr<HttpClient> client = std::make_unique<HttpClient>(loop.get_executor(), HttpSettings{});
};

TEST_F(Http, ForStrangersUrlsEachAddressIsAskedAbout) {  // F152
  std::vector<std::string> asked;
  HttpSettings settings;
  settings.may_ask = [&](const boost::asio::ip::address& address) {
    asked.push_back(address.to_string());
    return address.to_string() == "127.0.0.1";
  };
  client = std::make_unique<HttpClient>(loop.get_executor(), settings);
  const std::string elsewhere = "http://127.0.0.2:" + server.url("/").substr(server.url("/").rfind(':') + 1);
  server.on_request = [&](ScriptedHttp::Peer& peer, const ScriptedHttp::Request& request) {
    if (request.target == "/there") return peer.answer(302, "", "Location: /here\r\n");
    if (request.target == "/evil") return peer.answer(302, "", "Location: " + elsewhere + "\r\n");
    if (request.target == "/file") return peer.answer(302, "", "Location: file:///etc/passwd\r\n");
    if (request.target == "/loop") return peer.answer(302, "", "Location: /loop\r\n");
    peer.answer(200, "here");
  };
  EXPECT_EQ(get("/there")->body, "here");
  EXPECT_FALSE(get("/evil"));
  EXPECT_THAT(asked, testing::Contains("127.0.0.2"));
  EXPECT_FALSE(get("/file"));
  EXPECT_FALSE(get("/loop"));
  HttpRequest direct;
  direct.url = elsewhere;
  EXPECT_FALSE(ask(direct));
  for (const char* odd : {"http://0x7f000002/", "http://2130706434/", "http://[::ffff:127.0.0.2]/", "http://[::1]/"}) {
    asked.clear();
    direct.url = odd;
    EXPECT_FALSE(ask(direct)) << odd;
    EXPECT_FALSE(asked.empty()) << odd;
  }
}

TEST_F(Http, ARequestAndItsAnswer) {
  ScriptedHttp::Request seen;
  server.on_request = [&](ScriptedHttp::Peer& peer, const ScriptedHttp::Request& request) {
    seen = request;
    peer.answer(201, "made", "X-Thing:  some thing \r\n");
  };
  HttpRequest request;
  request.method = "PUT";
  request.url = server.url("/a?b=c");
  request.headers = {{"Authorization", "Bearer x"}, {"Content-Type", "application/json"}};
  request.body = "{\"a\":1}";
  const auto answer = ask(request);
  ASSERT_TRUE(answer) << answer.error().told;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "made");
  EXPECT_EQ(answer->header("x-thing"), "some thing");
  EXPECT_EQ(answer->header("nothing"), std::nullopt);
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.target, "/a?b=c");
  EXPECT_EQ(seen.body, request.body);
  EXPECT_THAT(seen.head, HasSubstr("Authorization: Bearer x\r\n"));
}

TEST_F(Http, EveryStatusIsAnAnswerAndRedirectsAreNotFollowed) {
  for (const int status : {302, 404, 429, 502}) {
    server.on_request = [&](ScriptedHttp::Peer& peer, const auto&) { peer.answer(status, "", "Location: /\r\n"); };
    EXPECT_EQ(get()->status, status);
  }
  EXPECT_EQ(server.requests, 4);
}

TEST_F(Http, AConnectionIsUsedAgain) {
  for (int n = 0; n < 5; ++n) ASSERT_TRUE(get());
  EXPECT_EQ(server.connections, 1);
}

TEST_F(Http, FiftyAtOnce) {
  std::vector<Outcome> all;
  HttpRequest request;
  for (int n = 0; n < 50; ++n) {
    request.url = server.url("/" + std::to_string(n));
    all.push_back(begin(request));
  }
  server.on_request = [](ScriptedHttp::Peer& peer, const ScriptedHttp::Request& asked) {
    peer.answer(200, asked.target);
  };
  const auto done = [&] { return std::ranges::all_of(all, [](const Outcome& one) { return one->has_value(); }); };
  ASSERT_TRUE(gb::test::until(loop, done));
  for (int n = 0; n < 50; ++n) EXPECT_EQ(all[static_cast<std::size_t>(n)]->value()->body, "/" + std::to_string(n));
  EXPECT_LE(server.connections, 16);
}

TEST_F(Http, ASilentServerIsGivenUp) {
  server.on_request = [](ScriptedHttp::Peer&, const auto&) {};
  HttpRequest request;
  request.url = server.url();
  request.timeout = 200ms;
  const auto answer = ask(request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().told, "timed out");
  EXPECT_TRUE(answer.error().retry);
}

TEST_F(Http, WhatIsBrokenIsAnErrorInWords) {
  for (const char* broken : {"", "nonsense\r\n\r\n", "HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\nhalf"}) {
    server.on_request = [&](ScriptedHttp::Peer& peer, const auto&) {
      peer.send(broken);
      peer.close();
    };
    const auto answer = get();
    ASSERT_FALSE(answer) << broken;
    EXPECT_FALSE(answer.error().told.empty());
  }
}

TEST_F(Http, AnAnswerWithoutEndIsCut) {
  server.on_request = [&](ScriptedHttp::Peer& peer, const auto&) {
    std::string body = "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int n = 0; n < 100; ++n) body += "1000\r\n" + std::string(4096, 'x') + "\r\n";
    peer.send(body);
  };
  HttpRequest request;
  request.url = server.url();
  request.max_body = 100'000;
  const auto answer = ask(request);
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().told, HasSubstr("larger than 100000 bytes"));
  EXPECT_FALSE(answer.error().retry);
}

TEST_F(Http, NobodyThereNoNameNoScheme) {
  boost::asio::ip::tcp::acceptor gone(loop, {boost::asio::ip::address_v4::loopback(), 0});
  const auto port = gone.local_endpoint().port();
  gone.close();
  HttpRequest request;
  for (const std::string& url :
       {"http://127.0.0.1:" + std::to_string(port) + "/", std::string("http://no.such.host.invalid/"),
        std::string("file:///etc/passwd"), std::string("://")}) {
    request.url = url;
    EXPECT_FALSE(ask(request)) << url;
  }
}

TEST_F(Http, ClosingEndsWhatIsUnderWay) {
  server.on_request = [](ScriptedHttp::Peer&, const auto&) {};
  HttpRequest request;
  request.url = server.url();
  const Outcome one = begin(request);
  gb::test::until(loop, [&] { return server.requests == 1; });
  client->close();
  const Outcome two = begin(request);
  ASSERT_TRUE(gb::test::until(loop, [&] { return one->has_value() && two->has_value(); }));
  EXPECT_EQ((*one)->error().told, "closed");
  EXPECT_EQ((*two)->error().told, "closed");
}

TEST_F(Http, TheClientMayGoFirst) {
  server.on_request = [](ScriptedHttp::Peer&, const auto&) {};
  HttpRequest request;
  request.url = server.url();
  const Outcome one = begin(request);
  gb::test::until(loop, [&] { return server.requests == 1; });
  client.reset();
  ASSERT_TRUE(gb::test::until(loop, [&] { return one->has_value(); }));
  EXPECT_FALSE(one->value());
}

TEST_F(Http, WhoeverWaitsCanBeCancelled) {
  server.on_request = [](ScriptedHttp::Peer&, const auto&) {};
  HttpRequest request;
  request.url = server.url();
  boost::asio::cancellation_signal signal;
  auto outcome = std::make_shared<std::optional<result<HttpAnswer>>>();
  bool ended = false;
  boost::asio::co_spawn(loop, run(*client, request, outcome),
                        boost::asio::bind_cancellation_slot(signal.slot(), [&](const auto&) { ended = true; }));
  gb::test::until(loop, [&] { return server.requests == 1; });
  signal.emit(boost::asio::cancellation_type::terminal);
  EXPECT_TRUE(gb::test::until(
      loop, [&] { return ended; }, 1s));
}

TEST_F(Http, FailuresLeaveNothingBehind) {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator{});
  };
  server.on_request = [](ScriptedHttp::Peer& peer, const auto&) { peer.close(); };
  for (int n = 0; n < 20; ++n) EXPECT_FALSE(get());
  const auto before = descriptors();
  for (int n = 0; n < 300; ++n) EXPECT_FALSE(get());
  EXPECT_LE(descriptors(), before + 2);
}

}  // namespace
}  // namespace gb::net
