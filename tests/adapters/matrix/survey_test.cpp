#include "adapters/matrix/survey.hpp"

#include <gtest/gtest.h>

namespace gb::matrix {
namespace {

using delivery::Finding;
using nlohmann::json;

const std::string bot = "@gb:example.org";

Answer answer(int status, json body = json::object()) {
  Answer answer;
  answer.status = status;
  answer.body = std::move(body);
  answer.errcode = answer.text("errcode");
  answer.is_foreign = status >= 300 && answer.errcode.empty();
  answer.told = status < 300 ? "" : "refused";
  return answer;
}

config::Room room(bool create = false) {
  config::Room room;
  room.room = "matrix.home/#gen:example.org";
  room.create = create;
  return room;
}

Finding::Verdict outside(int status, json body) {
  return judge_outside(room(), bot, answer(status, std::move(body))).verdict;
}

TEST(MatrixSurvey, ARoomSeenFromOutside) {
  using enum Finding::Verdict;
  EXPECT_EQ(outside(200, {{"join_rule", "public"}}), good);
  EXPECT_EQ(outside(200, {{"join_rule", "invite"}, {"membership", "invite"}}), good);
  EXPECT_EQ(outside(200, {{"join_rule", "invite"}, {"membership", "join"}}), good);
  EXPECT_EQ(outside(200, {{"join_rule", "invite"}}), wrong);
  EXPECT_EQ(outside(200, {{"join_rule", "public"}, {"membership", "ban"}}), wrong);
  EXPECT_EQ(outside(200, {{"join_rule", "public"}, {"encryption", "m.megolm.v1.aes-sha2"}}), wrong);
  EXPECT_EQ(outside(200, {{"join_rule", "public"}, {"im.nheko.summary.encryption", "m.megolm.v1.aes-sha2"}}), wrong);
  EXPECT_EQ(outside(404, {{"errcode", "M_NOT_FOUND"}}), wrong);
  EXPECT_EQ(outside(403, {{"errcode", "M_FORBIDDEN"}}), wrong);
  EXPECT_EQ(outside(404, {{"errcode", "M_UNRECOGNIZED"}}), doubtful) << "an old homeserver";
}

TEST(MatrixSurvey, ARoomThatIsNotThereMayBeMade) {
  EXPECT_EQ(judge_alias(room(), answer(404)).verdict, Finding::Verdict::wrong);
  EXPECT_EQ(judge_alias(room(true), answer(404)).verdict, Finding::Verdict::good);
  EXPECT_EQ(judge_alias(room(true), answer(500)).verdict, Finding::Verdict::wrong);
}

TEST(MatrixSurvey, WhatToDoAboutALogin) {
  config::Matrix settings;
  settings.name = "home";
  settings.access_token = config::Secret("t0ken");
  EXPECT_EQ(judge_login(settings, bot, answer(200)).verdict, Finding::Verdict::good);
  EXPECT_NE(judge_login(settings, bot, answer(0)).remedy.find("homeserver"), std::string::npos);
  const json unknown{{"errcode", "M_UNKNOWN_TOKEN"}};
  EXPECT_NE(judge_login(settings, bot, answer(401, unknown)).remedy.find("token"), std::string::npos);
  settings.password = config::Secret("pass");
  EXPECT_NE(judge_login(settings, bot, answer(403, unknown)).remedy.find("password"), std::string::npos);
  settings.appservice = true;
  EXPECT_NE(judge_login(settings, bot, answer(401, unknown)).remedy.find("registration"), std::string::npos);
}

TEST(MatrixSurvey, WhetherTheHomeserverReachesUs) {
  config::Matrix settings;
  EXPECT_EQ(judge_push(settings, answer(200)).verdict, Finding::Verdict::good);
  EXPECT_EQ(judge_push(settings, answer(404, {{"errcode", "M_UNRECOGNIZED"}})).verdict, Finding::Verdict::doubtful);
  EXPECT_EQ(judge_push(settings, answer(502, {{"errcode", "M_CONNECTION_FAILED"}})).verdict, Finding::Verdict::wrong);
  EXPECT_EQ(judge_push(settings, answer(400, {{"errcode", "M_URL_NOT_SET"}})).verdict, Finding::Verdict::wrong);
}

}  // namespace
}  // namespace gb::matrix
