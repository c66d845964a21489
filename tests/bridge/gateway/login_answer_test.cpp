// POST /login, through a whole connection.
#include "bridge/gateway/web/login_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bridge/gateway/web/login_request.hpp"
#include "tests/bridge/gateway/engine/fake_socket.hpp"
#include "tests/bridge/gateway/house.hpp"

namespace gb::gateway::test {
namespace {

namespace http = boost::beast::http;

HttpRequest request_of(const std::string& body) {
  HttpRequest request{http::verb::post, "/login", 11};
  request.set(http::field::host, "127.0.0.1:8080");
  request.set(http::field::content_type, "application/json");
  request.body() = body;
  return request;
}

std::string login_of(const std::string& user, const std::string& password) {
  return nlohmann::json{{"user", user}, {"password", password}}.dump();
}

unsigned status_of(const HttpRequest& request) {
  const auto read = read_login(request);
  const auto* refused = std::get_if<Response>(&read);
  return refused == nullptr ? 200 : refused->status;
}

TEST(LoginRequest, WhatIsAskedFor) {
  const auto login = std::get<LoginRequest>(read_login(request_of(login_of("alice", "a \"good\" \xc3\xa9"))));
  EXPECT_EQ(login.user, "alice");
  EXPECT_EQ(login.password, "a \"good\" \xc3\xa9");
}

TEST(LoginRequest, OnlyJsonByItsName) {
  auto request = request_of(login_of("alice", "x"));
  for (const char* type : {"application/json; charset=utf-8", "Application/JSON", "application/json ;charset=utf-8"}) {
    request.set(http::field::content_type, type);
    EXPECT_EQ(status_of(request), 200u) << type;
  }
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "text/plain; application/json", ""}) {
    request.set(http::field::content_type, type);
    EXPECT_EQ(status_of(request), 415u) << type;
  }
}

TEST(LoginRequest, WhatIsNone) {
  for (const char* body :
       {"", "x", "[]", "{}", R"({"user":"a"})", R"({"user":1,"password":"x"})", R"({"user":"","password":"x"})",
        R"({"user":"a","password":null})", "{\"user\":\"\xff\",\"password\":\"x\"}"})
    EXPECT_EQ(status_of(request_of(body)), 400u) << body;
  EXPECT_EQ(status_of(request_of(login_of("alice", std::string(most_login_body, 'x')))), 413u);
  auto get = request_of("");
  get.method(http::verb::get);
  EXPECT_EQ(status_of(get), 405u);
}

TEST(LoginRequest, Ids) {
  EXPECT_EQ(id_of("42"), 42);
  EXPECT_EQ(id_of("9007199254740991"), 9'007'199'254'740'991);
  for (const char* none : {"", "-1", "+1", "1 ", "1.0", "alice", "9007199254740992", "99999999999999999999"})
    EXPECT_FALSE(id_of(none)) << none;
}

/// A door for pages: all that comes is a login.
class Door final : public HttpRouter {
 public:
  explicit Door(House& house) : house_(house) {}

  // Whoever waits for more keeps his connection alive.
  ~Door() override {
    for (const auto& wire : wires_) std::exchange(wire->on_read, nullptr);
  }

  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  std::size_t most_body(const HttpRequest&) override { return std::size_t{1} << 20; }

  void route(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) override {
    answer_login(house_.common, connection, request);
  }

  struct Answer {
    int status = 0;
    nlohmann::json body;
  };

  /// `more`: further header lines.
  Answer ask(const std::string& body, const std::string& more = "", const std::string& address = "192.0.2.1") {
    const auto wire = begin(body, more, address);
    house_.run();
    return answer_on(*wire);
  }

  /// The loop does not run yet.
  std::shared_ptr<Wire> begin(const std::string& body, const std::string& more, const std::string& address) {
    const auto wire = std::make_shared<Wire>();
    const std::shared_ptr<HttpConnection> connection(new HttpConnection(house_.loop.get_executor(),
                                                                        std::make_unique<FakeSocket>(wire), address,
                                                                        std::chrono::seconds(5), *this, deadlines_));
    connection->start();
    wire->receive("POST /login HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/json\r\n" + more +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    wires_.push_back(wire);
    return wire;
  }

  static Answer answer_on(const Wire& wire) {
    const std::string& text = wire.written;
    if (text.empty()) return {};
    return {std::stoi(text.substr(text.find(' ') + 1)),
            nlohmann::json::parse(text.substr(text.find("\r\n\r\n") + 4), nullptr, false)};
  }

 private:
  House& house_;
  std::vector<std::shared_ptr<Wire>> wires_;
  boost::asio::io_context timers_;
  Deadlines deadlines_{timers_.get_executor()};
};

TEST(LoginAnswer, TheTokenIsGoodForConnecting) {
  House house;
  Door door(house);
  for (const std::string user : {"alice", "1"}) {
    const auto answer = door.ask(login_of(user, "password of alice"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, (nlohmann::json{{"id", 1}, {"token", token_of(*house.alice)}})) << user;
  }
}

TEST(LoginAnswer, UnknownAndWrongAreOne) {
  House house;
  Door door(house);
  const auto wrong = door.ask(login_of("alice", "wrong"));
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, (nlohmann::json{{"error", "Invalid credentials"}}));
  for (const std::string nobody : {"nobody", "99", "-1"}) {
    const auto answer = door.ask(login_of(nobody, "wrong"));
    EXPECT_EQ(answer.status, wrong.status) << nobody;
    EXPECT_EQ(answer.body, wrong.body) << nobody;
  }
  EXPECT_EQ(house.accounts.verified, 4) << "each costs a hash";
}

TEST(LoginAnswer, FailuresCountTogetherWithThoseOfConnecting) {
  config::Gateway config;
  config.logins_per_minute = 2;
  config.trusted_proxies = {"192.0.2.1"};
  House house(config);
  Door door(house);
  const std::string behind_proxy = "X-Forwarded-For: 198.51.100.7\r\n";
  EXPECT_EQ(door.ask(login_of("alice", "wrong"), behind_proxy).status, 401);
  house.connect(engineio::Version::v4, {"198.51.100.7", "", ""})
      ->says(R"(0{"token":")" + guild::write_token({1, "wrong"}) + R"("})");
  const auto third = door.ask(login_of("alice", "password of alice"), behind_proxy);
  EXPECT_EQ(third.status, 429);
  EXPECT_EQ(third.body.at("error"), "Too many failed logins, retry in 60 s");
  EXPECT_EQ(house.accounts.verified, 2) << "no hash is computed for it";
  EXPECT_EQ(door.ask(login_of("alice", "password of alice"), "X-Forwarded-For: 198.51.100.8\r\n").status, 200);
}

TEST(LoginAnswer, PagesOfOthersMayAskWhereTheyMayConnect) {
  config::Gateway config;
  config.allowed_origins = {"https://other.example"};
  config.public_url = "https://chat.example/below";
  House house(config);
  Door door(house);
  const auto status = [&](const std::string& origin) {
    return door.ask(login_of("alice", "password of alice"), "Origin: " + origin + "\r\n").status;
  };
  EXPECT_EQ(status("https://other.example"), 200);
  EXPECT_EQ(status("http://127.0.0.1:8080"), 200) << "our own page";
  EXPECT_EQ(status("https://chat.example"), 200) << "our own page behind a proxy that writes another Host";
  for (const char* stranger : {"https://evil.example", "http://127.0.0.1:8081", "null"})
    EXPECT_EQ(status(stranger), 403) << stranger;
}

TEST(LoginAnswer, TheHousesOwnFaultIsTold) {
  House house;
  house.accounts.failure = Error{Fault::house, true, "Too many logins at once, try again in a few seconds"};
  const auto answer = Door(house).ask(login_of("alice", "x"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body.at("error"), house.accounts.failure->told);
}

TEST(LoginAnswer, WhoIsGoneBeforeTheVerdictHurtsNobody) {
  House house;
  Door door(house);
  const auto wire = door.begin(login_of("alice", "password of alice"), "", "192.0.2.1");
  wire->receive("");
  house.run();
  EXPECT_TRUE(wire->closed);
  EXPECT_EQ(wire->written, "");
}

}  // namespace
}  // namespace gb::gateway::test
