#include "adapters/irc/wire/sasl.hpp"

#include <gmock/gmock.h>

namespace gb::irc {
namespace {

using testing::ElementsAre;

config::Sasl settings(const char* mechanism, const char* account, const char* password) {
  return {mechanism, account, config::Secret(password)};
}

TEST(IrcSasl, Plain) {
  const auto sasl = make_sasl(settings("PLAIN", "jilles", "sesame"), {});
  EXPECT_EQ(sasl->answer(""), std::string("jilles\0jilles\0sesame", 20));
}

TEST(IrcSasl, ExternalSaysNothingOrTheAccount) {
  const auto sasl = make_sasl(settings("EXTERNAL", "", ""), {});
  EXPECT_EQ(sasl->answer(""), "");
}

// The exchange printed in RFC 7677, section 3.
TEST(IrcSasl, ScramSha256) {
  const auto sasl = make_sasl(settings("SCRAM-SHA-256", "user", "pencil"), "rOprNGfwEbeRWgbNEkqO");
  EXPECT_EQ(sasl->answer(""), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  EXPECT_EQ(
      sasl->answer("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_TRUE(sasl->answer("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
}

TEST(IrcSasl, AServerThatDoesNotKnowThePasswordIsNotBelieved) {
  const char* challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  for (const char* last : {"v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "", "v=", "e=other-error", "x"}) {
    const auto sasl = make_sasl(settings("SCRAM-SHA-256", "user", "pencil"), "rOprNGfwEbeRWgbNEkqO");
    sasl->answer("");
    sasl->answer(challenge);
    EXPECT_FALSE(sasl->answer(last)) << last;
  }
}

TEST(IrcSasl, ChallengesThatAreNoneAreRefused) {
  for (const char* challenge :
       {"", "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        "r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=999999999999", "m=ext,r=x,s=x,i=1"}) {
    const auto sasl = make_sasl(settings("SCRAM-SHA-256", "user", "pencil"), "rOprNGfwEbeRWgbNEkqO");
    sasl->answer("");
    EXPECT_FALSE(sasl->answer(challenge)) << challenge;
  }
}

TEST(IrcSasl, LongAnswersGoInPieces) {
  EXPECT_THAT(authenticate_pieces(""), ElementsAre("+"));
  EXPECT_THAT(authenticate_pieces("abc"), ElementsAre("YWJj"));
  const auto exact = authenticate_pieces(std::string(300, 'a'));
  ASSERT_EQ(exact.size(), 2U) << "a whole piece is followed by an empty one";
  EXPECT_EQ(exact[0].size(), 400U);
  EXPECT_EQ(exact[1], "+");
  EXPECT_EQ(authenticate_pieces(std::string(301, 'a')).size(), 2U);
}

}  // namespace
}  // namespace gb::irc
