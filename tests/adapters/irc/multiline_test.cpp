#include "adapters/irc/multiline.hpp"

#include <gtest/gtest.h>

namespace gb::irc {
namespace {

Message line(std::string_view text) {
  return parse(text).value();
}

std::optional<Message> read(const std::vector<std::string>& lines) {
  MultilineReader reader;
  for (const std::string& text : lines) EXPECT_TRUE(reader.takes(line(text))) << text;
  return reader.finished();
}

TEST(Multiline, LimitsAreReadFromTheCapability) {
  const MultilineLimits limits = read_multiline_limits("max-bytes=4096,max-lines=24,other=1");
  EXPECT_EQ(limits.max_bytes, 4096U);
  EXPECT_EQ(limits.max_lines, 24U);
  EXPECT_EQ(read_multiline_limits("").max_bytes, 0U);
  EXPECT_EQ(read_multiline_limits("max-bytes=x,=,").max_bytes, 0U);
}

TEST(Multiline, OnlyWhatFitsGoesIntoABatch) {
  const std::vector<Message> two{line("PRIVMSG #gen :1234"), line("PRIVMSG #gen :5678")};
  EXPECT_TRUE((MultilineLimits{9, 2}.fit(two)));
  EXPECT_TRUE((MultilineLimits{9, 0}.fit(two)));
  EXPECT_FALSE((MultilineLimits{8, 2}.fit(two))) << "the line end between them counts";
  EXPECT_FALSE((MultilineLimits{9, 1}.fit(two)));
  EXPECT_FALSE((MultilineLimits{}.fit(two)));
  EXPECT_FALSE((MultilineLimits{99, 9}.fit({two[0]}))) << "one line needs none";
  EXPECT_FALSE((MultilineLimits{99, 9}.fit({two[0], line("NOTICE #gen :x")})));
  EXPECT_FALSE((MultilineLimits{99, 9}.fit({line("RELAYMSG #gen a/g :x"), line("RELAYMSG #gen a/g :y")})));
}

// The example of the specification, both ways: one long line in two pieces, and another line.
TEST(Multiline, ABatchIsOneMessage) {
  const auto whole = read({"@msgid=xxx;account=account :n!u@h BATCH +123 draft/multiline #channel",
                           "@batch=123 :n!u@h PRIVMSG #channel :hello", "@batch=123 :n!u@h PRIVMSG #channel :how is ",
                           "@batch=123;draft/multiline-concat :n!u@h PRIVMSG #channel :everyone?", "BATCH -123"});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->verb, "PRIVMSG");
  EXPECT_EQ(whole->source, "n!u@h");
  EXPECT_EQ(whole->param(0), "#channel");
  EXPECT_EQ(whole->param(1), "hello\nhow is everyone?");
  EXPECT_EQ(whole->tag("msgid"), "xxx");
}

TEST(Multiline, OursIsABatchOfTheSpecification) {
  const auto lines = in_batch({line("PRIVMSG #gen :one"), line("PRIVMSG #gen :two")}, "7");
  std::vector<std::string> out;
  for (const Message& message : lines) out.push_back(format(message));
  EXPECT_EQ(out, (std::vector<std::string>{"BATCH +7 draft/multiline #gen", "@batch=7 PRIVMSG #gen one",
                                           "@batch=7 PRIVMSG #gen two", "BATCH -7"}));
}

TEST(Multiline, OtherBatchesAreNotItsBusiness) {
  MultilineReader reader;
  for (const char* text : {":s BATCH +7 chathistory #gen", "@batch=7 :b!b@h PRIVMSG #gen :old", ":s BATCH -7", "BATCH",
                           "BATCH +", ":b!b@h PRIVMSG #gen :hi", "@batch=9 PRIVMSG #gen :x", "BATCH -unknown"})
    EXPECT_FALSE(reader.takes(line(text))) << text;
  EXPECT_FALSE(reader.finished());
}

TEST(Multiline, AnEmptyBatchSaysNothing) {
  EXPECT_FALSE(read({"BATCH +1 draft/multiline #gen", "BATCH -1"}));
}

TEST(Multiline, WithoutEndItIsCutAndSaysSo) {
  MultilineReader reader;
  reader.takes(line("BATCH +1 draft/multiline #gen"));
  const Message more = line("@batch=1 :b!b@h PRIVMSG #gen :" + std::string(400, 'x'));
  for (int n = 0; n < 1000; ++n) reader.takes(more);
  reader.takes(line("BATCH -1"));
  const auto whole = reader.finished();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->param(1).size(), MultilineReader::most_bytes);
  EXPECT_TRUE(whole->param(1).ends_with("is too long]"));
}

}  // namespace
}  // namespace gb::irc
