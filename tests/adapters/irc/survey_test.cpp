#include "adapters/irc/survey.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

using delivery::Finding;

config::Room room(const std::string& place, const std::string& key = {}) {
  config::Room room;
  room.room = "irc.net/" + place;
  room.network = "irc.net";
  room.place = place;
  room.key = config::Secret(key);
  return room;
}

/// What becomes of one channel after this line.
Finding after(const std::string& line, Survey::Circumstances circumstances = {true, true},
              const std::string& key = {}) {
  Survey survey({room("#gen", key)}, circumstances, "token");
  if (const auto message = parse(line)) survey.take(*message);
  return survey.findings("gb").front();
}

TEST(Survey, AsksForTheModesOfEachAndThenForAnAnswer) {
  Survey survey({room("#a"), room("#b")}, {}, "token");
  const auto questions = survey.questions();
  ASSERT_EQ(questions.size(), 3U);
  EXPECT_EQ(format(questions[0]), "MODE #a");
  EXPECT_EQ(format(questions[1]), "MODE #b");
  EXPECT_EQ(format(questions[2]), "PING token");
  survey.take(*parse(":s PONG s :another"));
  EXPECT_FALSE(survey.over());
  survey.take(*parse(":s PONG s :token"));
  EXPECT_TRUE(survey.over());
}

TEST(Survey, GoodWhereNothingIsInTheWay) {
  EXPECT_EQ(after(":s 324 gb #gen +Cnt").verdict, Finding::Verdict::good);
  EXPECT_EQ(after(":s 324 gb #gen +").verdict, Finding::Verdict::good);
  EXPECT_EQ(after(":s 324 gb #gen +nt-ikmRz").verdict, Finding::Verdict::good) << "what is taken away is not set";
}

TEST(Survey, WhatKeepsUsOut) {
  EXPECT_EQ(after(":s 324 gb #gen +kn").verdict, Finding::Verdict::wrong);
  EXPECT_EQ(after(":s 324 gb #gen +kn", {true, true}, "sesame").verdict, Finding::Verdict::good);
  EXPECT_EQ(after(":s 324 gb #gen +R", {true, false}).verdict, Finding::Verdict::wrong);
  EXPECT_EQ(after(":s 324 gb #gen +R", {true, true}).verdict, Finding::Verdict::good);
  EXPECT_EQ(after(":s 324 gb #gen +z", {false, true}).verdict, Finding::Verdict::wrong);
  EXPECT_EQ(after(":s 324 gb #gen +z", {true, true}).verdict, Finding::Verdict::good);
  EXPECT_EQ(after(":s 324 gb #gen +i").verdict, Finding::Verdict::doubtful);
  EXPECT_EQ(after(":s 324 gb #gen +m").verdict, Finding::Verdict::doubtful);
  EXPECT_EQ(after(":s 403 gb #gen :No such channel").verdict, Finding::Verdict::doubtful);
  const Finding refused = after(":s 479 gb #gen :Illegal channel name");
  EXPECT_EQ(refused.verdict, Finding::Verdict::wrong);
  EXPECT_NE(refused.told.find("Illegal channel name"), std::string::npos);
}

TEST(Survey, WhatIsNotTold) {
  EXPECT_EQ(after(":s 442 gb #gen :You're not on that channel").verdict, Finding::Verdict::doubtful);
  EXPECT_EQ(after(":s 324 gb #another +k").verdict, Finding::Verdict::doubtful) << "another channel's answer";
}

TEST(Survey, NamesAreComparedAsTheServerDoes) {
  Survey survey({room("#Gen[1]")}, {true, true}, "token");
  survey.take(*parse(":s 005 gb CASEMAPPING=ascii CHANTYPES=# :are supported"));
  survey.take(*parse(":s 324 gb #gen{1} +k"));
  EXPECT_EQ(survey.findings("gb").front().verdict, Finding::Verdict::doubtful);
  survey.take(*parse(":s 324 gb #gen[1] +k"));
  EXPECT_EQ(survey.findings("gb").front().verdict, Finding::Verdict::wrong);
}

}  // namespace
}  // namespace gb::irc
