#include "bridge/app/setup/interview.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace gb::setup {
namespace {

std::string same(std::size_t length) {
  return std::string(length, 'r');
}

/// What a person is asked, and what comes of the answers.
struct Talk {
  explicit Talk(const std::string& answers, const Given& given = {}) : in(answers) {
    Questions questions(Questions::Person{in, out, [this](bool on) { echo += on ? '+' : '-'; }});
    wishes = interview(given, questions, same);
    fault = questions.fault();
  }

  std::istringstream in;
  std::ostringstream out;
  std::string echo;
  Wishes wishes;
  std::string fault;
};

/// Nobody is asked.
std::pair<Wishes, std::string> silently(const Given& given) {
  Questions questions(std::nullopt);
  Wishes wishes = interview(given, questions, same);
  return {wishes, questions.fault()};
}

TEST(Interview, WhatIsUsualWhereNobodyIsAsked) {
  const auto [wishes, fault] = silently({});
  EXPECT_EQ(fault, "");
  EXPECT_EQ(wishes.listen, "127.0.0.1:8080");
  EXPECT_EQ(wishes.public_url, "http://127.0.0.1:8080");
  EXPECT_EQ(wishes.guild, "Community");
  EXPECT_EQ(wishes.channel, "general");
  EXPECT_EQ(wishes.admin, "admin");
  EXPECT_FALSE(wishes.irc);
  EXPECT_FALSE(wishes.matrix);
}

TEST(Interview, APersonAnswers) {
  const Talk talk(
      "127.0.0.1:9090\n\nMy Guild\nTalk\n"
      "irc.libera.chat:6697\n\nmybridge\n#talk\nacct\nsecret words\n"
      "https://matrix.example.org\nbot\n@gb:example.org\nsyt_token\n\n"
      "root\npass\n");
  EXPECT_EQ(talk.fault, "");
  EXPECT_EQ(talk.wishes.public_url, "http://127.0.0.1:9090") << "what is usual follows what was said";
  ASSERT_TRUE(talk.wishes.irc);
  EXPECT_EQ(talk.wishes.irc->name, "libera");
  EXPECT_TRUE(talk.wishes.irc->tls);
  EXPECT_EQ(talk.wishes.irc->password.reveal(), "secret words");
  ASSERT_TRUE(talk.wishes.matrix);
  EXPECT_EQ(talk.wishes.matrix->access_token.reveal(), "syt_token");
  EXPECT_EQ(talk.wishes.matrix->room, "#talk:example.org");
  EXPECT_EQ(talk.wishes.admin_password.reveal(), "pass");
  EXPECT_EQ(talk.echo, "-+-+-+") << "three secrets, none of them shown";
  EXPECT_EQ(talk.out.str().find("secret words"), std::string::npos);
}

TEST(Interview, ABadAnswerIsAskedForAgain) {
  const Talk talk("nonsense\n127.0.0.1:1\n\n\n\n\n\n\n\n");
  EXPECT_EQ(talk.fault, "");
  EXPECT_EQ(talk.wishes.listen, "127.0.0.1:1");
  EXPECT_NE(talk.out.str().find("an address of this machine"), std::string::npos);
}

TEST(Interview, ABadOptionIsAnErrorThatNamesIt) {
  Given given;
  given.irc = "no port";
  EXPECT_EQ(silently(given).second.substr(0, 6), "--irc:");
  given = {};
  given.matrix = "https://matrix.example.org";
  EXPECT_EQ(silently(given).second.substr(0, 14), "--matrix-user:");
  given.matrix_user = "@gb:example.org";
  EXPECT_EQ(silently(given).second.substr(0, 20), "--matrix-token-file:");
  given = {};
  given.irc = "irc.example.org:6697";
  given.irc_account = "me";
  EXPECT_EQ(silently(given).second.substr(0, 20), "--irc-password-file:");
}

TEST(Interview, AnswersThatEndTooEarly) {
  const Talk talk("127.0.0.1:1\n");
  EXPECT_NE(talk.fault.find("ended"), std::string::npos);
}

TEST(Interview, WhatIsGivenIsNotAsked) {
  Given given;
  given.listen = "127.0.0.1:7000";
  given.irc = "";
  given.matrix = "";
  const Talk talk("\nGuild\nChannel\nroot\n\n", given);
  EXPECT_EQ(talk.fault, "");
  EXPECT_EQ(talk.wishes.guild, "Guild");
  EXPECT_EQ(talk.out.str().find("native clients connect"), std::string::npos);
  EXPECT_EQ(talk.out.str().find("IRC"), std::string::npos);
}

TEST(Interview, AnAppserviceGetsItsTokensMade) {
  Given given;
  given.matrix = "http://127.0.0.1:8008";
  given.matrix_mode = "appservice";
  given.matrix_server_name = "example.net";
  const auto [wishes, fault] = silently(given);
  EXPECT_EQ(fault, "");
  EXPECT_GE(wishes.matrix->as_token.reveal().size(), 40U);
  EXPECT_EQ(wishes.matrix->room, "#general:example.net");
  EXPECT_EQ(wishes.matrix->name, "home");
}

TEST(Interview, ThePortOfPlainIrcIsNotOneForTls) {
  Given given;
  given.irc = "127.0.0.1:6667";
  EXPECT_FALSE(silently(given).first.irc->tls);
  given.irc = "127.0.0.1:6697";
  EXPECT_TRUE(silently(given).first.irc->tls);
  given.irc_tls = false;
  EXPECT_FALSE(silently(given).first.irc->tls);
}

}  // namespace
}  // namespace gb::setup
