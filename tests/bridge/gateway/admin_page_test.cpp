#include "bridge/gateway/admin_page.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gb::gateway {
namespace {

const Time some_day{std::chrono::milliseconds(1'769'860'800'000)};

Status sample() {
  Status status;
  status.version = "1.2.3";
  status.started = some_day;
  status.store = {"failing", "the disk is full", some_day, 5, 2};
  status.gateway.connections = 7;
  status.networks.push_back({"irc.net", "failed", "wrong \"password\"", some_day, {{"heard", 3}}});
  LinkStatus link;
  link.room = "irc.net/#gen";
  link.channel = "club/general";
  link.state = "joined";
  link.cursor = 40;
  link.head = 42;
  link.counters = {{"delivered", 40}};
  status.links.push_back(link);
  return status;
}

AdminAnswer get(std::string_view target, std::string_view host = "127.0.0.1:8081", std::string_view method = "GET") {
  return admin_page(method, target, host, sample);
}

TEST(AdminPage, StatusIsJson) {
  const AdminAnswer answer = get("/status");
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.content_type, "application/json");
  const auto json = nlohmann::json::parse(answer.body);
  EXPECT_EQ(json.at("version"), "1.2.3");
  EXPECT_EQ(json.at("store").at("state"), "failing");
  EXPECT_EQ(json.at("store").at("reason"), "the disk is full");
  EXPECT_EQ(json.at("store").at("since"), "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(json.at("store").at("refused"), 5);
  EXPECT_EQ(json.at("store").at("waiting"), 2);
  EXPECT_EQ(json.at("gateway").at("connections"), 7);
  EXPECT_EQ(json.at("networks").at(0).at("reason"), "wrong \"password\"");
  EXPECT_EQ(json.at("networks").at(0).at("since"), "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(json.at("links").at(0).at("lag"), 2);
  EXPECT_EQ(json.at("links").at(0).at("counters").at("delivered"), 40);
}

TEST(AdminPage, OthersAreNotThere) {
  EXPECT_EQ(get("/").status, 404u);
  EXPECT_EQ(get("/status/../x").status, 404u);
  EXPECT_EQ(get("/status", "localhost", "POST").status, 405u);
}

TEST(AdminPage, AnswersOnlyToLoopbackNames) {
  for (const auto* host : {"127.0.0.1", "127.0.0.1:1", "localhost:9", "[::1]:9", "[::1]", "127.0.0.2:9", ""})
    EXPECT_EQ(get("/status", host).status, 200u) << host;
  for (const auto* host :
       {"evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "localhost.evil.example", "[2001:db8::1]:1"})
    EXPECT_EQ(get("/status", host).status, 403u) << host;
}

}  // namespace
}  // namespace gb::gateway
