#include "bridge/base/log.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace gb::log {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

struct LogTest : testing::Test {
  ~LogTest() override { set({}); }

  static std::string written(Level level, std::string_view area, std::string_view text) {
    testing::internal::CaptureStderr();
    write(level, area, text);
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, AnAreaHasItsOwnLevelAndSoHaveThoseBelow) {
  set({Level::warn, {{"irc", Level::debug}, {"irc.loud", Level::error}}});
  EXPECT_FALSE(enabled(Level::info, "gateway"));
  EXPECT_TRUE(enabled(Level::warn, "gateway"));
  EXPECT_TRUE(enabled(Level::debug, "irc"));
  EXPECT_TRUE(enabled(Level::debug, "irc.libera"));
  EXPECT_FALSE(enabled(Level::debug, "ircx"));
  EXPECT_FALSE(enabled(Level::warn, "irc.loud"));
  EXPECT_TRUE(enabled(Level::error, "irc.loud"));
}

TEST_F(LogTest, TextIsOneLineWhateverIsInIt) {
  EXPECT_THAT(written(Level::warn, "irc.net", "a\nb"), EndsWith("Z warn  irc.net: a\\x0ab\n"));
}

TEST_F(LogTest, JsonIsOneObjectALine) {
  Settings settings;
  settings.json = true;
  set(settings);
  const std::string line = written(Level::error, "irc.net", "a\n\"b\" \xff");
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed.at("level"), "error");
  EXPECT_EQ(parsed.at("area"), "irc.net");
  EXPECT_THAT(parsed.at("text").get<std::string>(), HasSubstr("a\n\"b\" "));
  EXPECT_EQ(parsed.at("time").get<std::string>().size(), 24U);
}

TEST_F(LogTest, NamesOfTheConfig) {
  EXPECT_EQ(level_named("debug"), Level::debug);
  EXPECT_EQ(level_named("error"), Level::error);
  EXPECT_EQ(level_named("nonsense"), Level::info);
}

}  // namespace
}  // namespace gb::log
