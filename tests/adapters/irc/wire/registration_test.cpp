#include "adapters/irc/wire/registration.hpp"

#include <gmock/gmock.h>

namespace gb::irc {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

config::Irc plain_settings() {
  config::Irc settings;
  settings.nick = "bridge";
  return settings;
}

/// Feeds a line and gives what comes back.
std::vector<std::string> take(Registration& registration, const std::string& line) {
  return registration.take(*parse(line));
}

TEST(IrcRegistration, AServerWithoutCapabilities) {
  const config::Irc settings = plain_settings();
  Registration registration(settings, "nonce");
  const auto first = registration.start();
  EXPECT_THAT(first, Contains("CAP LS 302"));
  EXPECT_THAT(first, Contains("NICK bridge"));
  take(registration, ":s 421 * CAP :Unknown command");
  take(registration, ":s 001 bridge :Welcome");
  EXPECT_EQ(registration.outcome(), Registration::Outcome::registered);
  EXPECT_EQ(registration.nick(), "bridge");
}

TEST(IrcRegistration, AsksForWhatIsOffered) {
  const config::Irc settings = plain_settings();
  Registration registration(settings, "nonce");
  registration.start();
  EXPECT_THAT(take(registration, ":s CAP * LS * :multi-prefix sasl=PLAIN message-tags"), IsEmpty());
  const auto asked = take(registration, ":s CAP * LS :batch unknown-thing");
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_THAT(asked[0], HasSubstr("CAP REQ"));
  EXPECT_THAT(asked[0], HasSubstr("message-tags"));
  EXPECT_THAT(asked[0], HasSubstr("batch"));
  EXPECT_THAT(asked[0], Not(HasSubstr("unknown-thing")));
  EXPECT_THAT(asked[0], Not(HasSubstr("sasl"))) << "not configured";
  EXPECT_THAT(take(registration, ":s CAP * ACK :multi-prefix message-tags batch"), Contains("CAP END"));
  EXPECT_TRUE(registration.has("batch"));
  EXPECT_FALSE(registration.has("sasl"));
}

TEST(IrcRegistration, SaslComesBeforeTheEnd) {
  config::Irc settings = plain_settings();
  settings.sasl = {"PLAIN", "acc", config::Secret("pw")};
  Registration registration(settings, "nonce");
  registration.start();
  EXPECT_THAT(take(registration, ":s CAP * LS :sasl"), Contains(HasSubstr("sasl")));
  EXPECT_THAT(take(registration, ":s CAP * ACK :sasl"), Contains("AUTHENTICATE PLAIN"));
  EXPECT_THAT(take(registration, "AUTHENTICATE +"), Contains("AUTHENTICATE YWNjAGFjYwBwdw=="));
  EXPECT_THAT(take(registration, ":s 903 bridge :SASL authentication successful"), Contains("CAP END"));
}

TEST(IrcRegistration, AWrongPasswordIsNotTriedAgainSoon) {
  config::Irc settings = plain_settings();
  settings.sasl = {"PLAIN", "acc", config::Secret("pw")};
  Registration registration(settings, "nonce");
  registration.start();
  take(registration, ":s CAP * LS :sasl");
  take(registration, ":s CAP * ACK :sasl");
  take(registration, "AUTHENTICATE +");
  take(registration, ":s 904 bridge :SASL authentication failed");
  EXPECT_EQ(registration.outcome(), Registration::Outcome::refused);
  EXPECT_THAT(registration.reason(), HasSubstr("SASL"));
}

TEST(IrcRegistration, AChallengeWithoutEndIsLeft) {
  config::Irc settings = plain_settings();
  settings.sasl = {"PLAIN", "acc", config::Secret("pw")};
  Registration registration(settings, "nonce");
  registration.start();
  take(registration, ":s CAP * LS :sasl");
  take(registration, ":s CAP * ACK :sasl");
  for (int n = 0; n < 50; ++n) take(registration, "AUTHENTICATE " + std::string(400, 'A'));
  EXPECT_EQ(registration.outcome(), Registration::Outcome::failed);
}

TEST(IrcRegistration, ATakenNickGetsATail) {
  const config::Irc settings = plain_settings();
  Registration registration(settings, "nonce");
  registration.start();
  const auto again = take(registration, ":s 433 * bridge :Nickname is already in use");
  ASSERT_EQ(again.size(), 1U);
  EXPECT_THAT(again[0], HasSubstr("NICK bridge"));
  EXPECT_NE(again[0], "NICK bridge");
  take(registration, ":s 001 bridge_ :Welcome");
  EXPECT_EQ(registration.nick(), "bridge_");
  EXPECT_EQ(registration.nick_refusal(), "") << "another day it may be free";
}

TEST(IrcRegistration, ANickThatTheServerDoesNotTakeIsSaidWithItsReason) {
  const config::Irc settings = plain_settings();
  Registration registration(settings, "nonce");
  registration.start();
  take(registration, ":s 432 * bridge :Nickname too long, max. 5 characters");
  take(registration, ":s 433 * bridg :Nickname is already in use");
  EXPECT_EQ(registration.nick_refusal(), "Nickname too long, max. 5 characters");
}

TEST(IrcRegistration, ABanIsFinal) {
  const config::Irc settings = plain_settings();
  Registration registration(settings, "nonce");
  registration.start();
  take(registration, ":s 465 bridge :You are banned");
  EXPECT_EQ(registration.outcome(), Registration::Outcome::refused);
  EXPECT_THAT(registration.reason(), HasSubstr("banned"));
}

}  // namespace
}  // namespace gb::irc
