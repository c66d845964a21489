#include "bridge/admin/desk.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace gb::admin {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Time some_day{std::chrono::milliseconds(1'769'860'800'000)};

class House final : public StatusSource, public Actions {
 public:
  Status status() override {
    Status status;
    status.version = "1.2.3";
    status.started = some_day;
    status.gateway = {{"connections", 7}};
    status.store = {"failing", "disk I/O error", some_day, 3, 2};
    status.reload = {1, some_day, false, {"guildbridge.toml:3: no such key"}};
    status.networks.push_back({"irc.net", {"failed", "wrong \"password\"", some_day}, "", {}, {}, {{"heard", 3}}});
    LinkStatus link;
    link.room = "irc.net/#gen";
    link.channel = "club/general";
    link.condition.state = "joined";
    link.cursor = 40;
    link.head = 42;
    link.lag = 1;
    link.counters = {{"delivered", 40}, {"unproven", 2}};
    status.links.push_back(link);
    return status;
  }

  Measures measures() override { return {}; }

  std::vector<Happening> story(Seq entry) override {
    Happening one;
    one.when = some_day;
    one.kind = Happening::Kind::refused;
    one.entry = entry;
    one.where = "irc.net/#gen";
    one.reason = "too large";
    return {one};
  }

  result<std::string> reconnect(const std::string& network) override { return done("reconnect " + network); }
  result<std::string> skip(const std::string& room) override { return done("skip " + room); }
  result<std::string> mute(const std::string& room, bool muted) override {
    return done((muted ? "mute " : "unmute ") + room);
  }
  result<std::string> reload() override { return "reloading"; }
  result<std::string> test(const std::string& room) override {
    if (room == "nowhere") return Error{Fault::caller, false, "no channel is linked to nowhere"};
    return done("test " + room);
  }

  std::vector<std::string> asked;

 private:
  result<std::string> done(std::string what) {
    asked.push_back(what);
    return what;
  }
};

struct DeskTest : testing::Test {
  net::HttpReply get(std::string target, std::string host = "127.0.0.1:8081", std::string accept = "*/*") {
    net::HttpIncoming request;
    request.method = "GET";
    request.target = std::move(target);
    request.host = std::move(host);
    request.accept = std::move(accept);
    return desk.answer(request, Door::loopback);
  }

  static net::HttpIncoming order(const std::string& action, std::string body) {
    net::HttpIncoming request;
    request.method = "POST";
    request.target = "/actions/" + action;
    request.host = "localhost:1";
    request.content_type = "application/json";
    request.body = std::move(body);
    return request;
  }

  House house;
  Desk desk{house, house};
};

TEST_F(DeskTest, StatusIsJson) {
  const auto answer = get("/status");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.content_type, "application/json");
  const auto told = json::parse(answer.body);
  EXPECT_EQ(told.at("version"), "1.2.3");
  EXPECT_EQ(told.at("gateway").at("connections"), 7);
  EXPECT_EQ(told.at("networks").at(0).at("reason"), "wrong \"password\"");
  EXPECT_EQ(told.at("networks").at(0).at("since"), "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(told.at("store"), (json{{"state", "failing"},
                                    {"reason", "disk I/O error"},
                                    {"since", "2026-01-31T12:00:00.000Z"},
                                    {"refused", 3},
                                    {"waiting", 2}}));
  EXPECT_EQ(told.at("reload"), (json{{"number", 1},
                                     {"when", "2026-01-31T12:00:00.000Z"},
                                     {"good", false},
                                     {"lines", {"guildbridge.toml:3: no such key"}}}));
  EXPECT_EQ(told.at("links").at(0).at("lag"), 1);
  EXPECT_EQ(told.at("links").at(0).at("counters").at("delivered"), 40);
}

TEST_F(DeskTest, ABrowserGetsThePageWhichHoldsNoData) {
  const auto page = get("/status", "localhost:1", "text/html,application/xhtml+xml,*/*;q=0.8");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("status.js"));
  EXPECT_THAT(page.body, testing::Not(HasSubstr("irc.net")));
  bool guarded = false;
  for (const auto& [name, value] : page.headers) guarded = guarded || value.find("default-src 'none'") == 0;
  EXPECT_TRUE(guarded);
  EXPECT_EQ(get("/status.json", "localhost:1", "text/html").content_type, "application/json");
  for (const auto* part : {"/status.css", "/status.js", "/status_map.js"})
    EXPECT_GT(get(part).body.size(), 500U) << part;
}

TEST_F(DeskTest, OnlyWhatHoldsNoDataIsForEverybody) {
  net::HttpIncoming request;
  request.accept = "text/html";
  for (const auto* path : {"/status", "/status.css", "/status.js?x"}) {
    request.target = path;
    EXPECT_EQ(Desk::access(request), Desk::Access::open) << path;
  }
  for (const auto* path : {"/status.json", "/metrics", "/actions/skip", "/trace/1"}) {
    request.target = path;
    EXPECT_EQ(Desk::access(request), Desk::Access::admins) << path;
  }
  request.accept = "*/*";
  request.target = "/status";
  EXPECT_EQ(Desk::access(request), Desk::Access::admins);
  for (const auto* path : {"/", "/status/", "/metricsx", "/statusx", "/socket.io/"}) {
    request.target = path;
    EXPECT_EQ(Desk::access(request), Desk::Access::none) << path;
  }
}

TEST_F(DeskTest, OthersAreNotThere) {
  EXPECT_EQ(get("/").status, 404U);
  EXPECT_EQ(get("/status/../x").status, 404U);
  net::HttpIncoming request = order("skip", "{}");
  request.target = "/status";
  EXPECT_EQ(desk.answer(request, Door::loopback).status, 405U);
  EXPECT_EQ(get("/actions/skip").status, 405U);
}

TEST_F(DeskTest, AnswersOnlyToLoopbackNames) {
  for (const auto* host : {"127.0.0.1", "127.0.0.1:1", "localhost:9", "[::1]:9", "[::1]", "127.0.0.2:9", ""})
    EXPECT_EQ(get("/status", host).status, 200U) << host;
  for (const auto* host :
       {"evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "localhost.evil.example", "[2001:db8::1]:1"})
    EXPECT_EQ(get("/status", host).status, 403U) << host;
}

TEST_F(DeskTest, DoesWhatItIsAsked) {
  const std::string room = R"({"room": "irc.net/#gen"})";
  EXPECT_EQ(desk.answer(order("skip", room), Door::loopback).status, 200U);
  EXPECT_EQ(desk.answer(order("test", room), Door::socket).status, 200U);
  EXPECT_EQ(desk.answer(order("mute", R"({"room": "r", "muted": true})"), Door::loopback).status, 200U);
  EXPECT_EQ(desk.answer(order("mute", R"({"room": "r", "muted": false})"), Door::loopback).status, 200U);
  EXPECT_EQ(desk.answer(order("reconnect", R"({"network": "irc.net"})"), Door::gateway).status, 200U);
  EXPECT_THAT(house.asked,
              ElementsAre("skip irc.net/#gen", "test irc.net/#gen", "mute r", "unmute r", "reconnect irc.net"));
  const auto refused = desk.answer(order("test", R"({"room": "nowhere"})"), Door::loopback);
  EXPECT_EQ(refused.status, 404U);
  EXPECT_EQ(json::parse(refused.body).at("error"), "no channel is linked to nowhere");
}

TEST_F(DeskTest, APageOfAnotherSiteCanOrderNothing) {
  const std::string room = R"({"room": "irc.net/#gen"})";
  net::HttpIncoming form = order("skip", room);
  form.content_type = "text/plain";
  net::HttpIncoming elsewhere = order("skip", room);
  elsewhere.origin = "https://evil.example";
  net::HttpIncoming rebound = order("skip", room);
  rebound.host = "evil.example";
  for (const auto& request : {form, elsewhere, rebound}) EXPECT_GE(desk.answer(request, Door::loopback).status, 400U);
  EXPECT_THAT(house.asked, IsEmpty());
  net::HttpIncoming own = order("skip", room);
  own.origin = "http://localhost:1";
  EXPECT_EQ(desk.answer(own, Door::loopback).status, 200U);
}

TEST_F(DeskTest, OrdersThatMeanNothingAreRefused) {
  for (const auto& [action, body] :
       std::vector<std::pair<std::string, std::string>>{{"skip", "no json"},
                                                        {"skip", "[]"},
                                                        {"skip", "{}"},
                                                        {"skip", R"({"room": 1})"},
                                                        {"mute", R"({"room": "r"})"},
                                                        {"mute", R"({"room": "r", "muted": 1})"},
                                                        {"reconnect", R"({"room": "r"})"},
                                                        {"dance", R"({"room": "r"})"}})
    EXPECT_GE(desk.answer(order(action, body), Door::loopback).status, 400U) << action << " " << body;
  EXPECT_THAT(house.asked, IsEmpty());
}

TEST_F(DeskTest, TellsTheStoryOfAnEntry) {
  const auto story = json::parse(get("/trace/12").body);
  EXPECT_EQ(story.at(0).at("entry"), 12);
  EXPECT_EQ(story.at(0).at("outcome"), "refused");
  EXPECT_EQ(story.at(0).at("reason"), "too large");
  for (const auto* path : {"/trace/", "/trace/x", "/trace/1x", "/trace/99999999999999999999"})
    EXPECT_EQ(get(path).status, 400U) << path;
}

TEST_F(DeskTest, MetricsAreWhatWasCounted) {
  const auto answer = get("/metrics");
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(answer.body, HasSubstr("guildbridge_deliveries_total{room=\"irc.net/#gen\",outcome=\"delivered\"} 38"));
  EXPECT_THAT(answer.body, HasSubstr("guildbridge_deliveries_total{room=\"irc.net/#gen\",outcome=\"unproven\"} 2"));
  EXPECT_THAT(answer.body, HasSubstr("guildbridge_room_lag{room=\"irc.net/#gen\"} 1"));
  EXPECT_THAT(answer.body, HasSubstr("guildbridge_network_up{network=\"irc.net\"} 0"));
}

}  // namespace
}  // namespace gb::admin
