#include "adapters/irc/wire/isupport.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

TEST(IrcIsupport, FoldsAsTheServerDoes) {
  EXPECT_EQ(fold(Casemap::ascii, "Bob[]\\^"), "bob[]\\^");
  EXPECT_EQ(fold(Casemap::rfc1459, "Bob[]\\~"), "bob{}|^");
  EXPECT_EQ(fold(Casemap::strict_rfc1459, "Bob[]\\~"), "bob{}|~");
  EXPECT_EQ(fold(Casemap::rfc1459, "\xC3\x84"), "\xC3\x84") << "other scripts are left alone";
}

TEST(IrcIsupport, TakesWhatItKnows) {
  Isupport support;
  for (const char* token : {"CASEMAPPING=ascii", "NICKLEN=30", "LINELEN=2048", "CHANTYPES=#", "PREFIX=(qaohv)~&@%+",
                            "STATUSMSG=@+", "UTF8ONLY", "WHATEVER=1"})
    support.take(token);
  EXPECT_EQ(support.casemap, Casemap::ascii);
  EXPECT_EQ(support.nick_length, 30U);
  EXPECT_EQ(support.line_length, 2048U);
  EXPECT_TRUE(support.is_channel("#a"));
  EXPECT_FALSE(support.is_channel("&a"));
  EXPECT_EQ(support.prefixes, "~&@%+");
  EXPECT_EQ(support.status_marks, "@+");
  EXPECT_TRUE(support.utf8_only);
  support.take("-LINELEN");  // F07
  EXPECT_EQ(support.line_length, 512U);
  support.take("-NICKLEN");
  EXPECT_EQ(support.nick_length, Isupport{}.nick_length);
}

TEST(IrcIsupport, NonsenseKeepsTheDefaults) {
  Isupport support;
  for (const char* token : {"", "=", "-", "NICKLEN=", "NICKLEN=abc", "NICKLEN=99999999999999999999", "LINELEN=0",
                            "LINELEN=-5", "CASEMAPPING=klingon", "PREFIX=", "PREFIX=(ov"})
    support.take(token);
  EXPECT_EQ(support.nick_length, 9U);
  EXPECT_GE(support.line_length, 512U);
}

}  // namespace
}  // namespace gb::irc
