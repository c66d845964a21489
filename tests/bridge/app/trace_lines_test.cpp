#include "bridge/app/trace_lines.hpp"

#include <gmock/gmock.h>

namespace gb::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

store::Trace sample() {
  store::Trace trace;
  trace.entry = Seq{12};
  trace.what = "text";
  trace.created = Time{std::chrono::milliseconds(1'769'860'800'000)};
  trace.channel = "club/general";
  trace.author = "bob@irc.net\x1b[2J";
  trace.author_id = UserId{7};
  trace.source = "irc.net/#gen";
  trace.text = "secret words";
  trace.rooms = {{"irc.net/#gen", store::RoomTrace::Outcome::source, {"m1"}, {}, {}},
                 {"matrix.home/#a:b", store::RoomTrace::Outcome::delivered, {"$x"}, {}, {}},
                 {"irc.net/#big", store::RoomTrace::Outcome::passed, {}, "refused: too large", trace.created}};
  return trace;
}

TEST(TraceLines, TellTheWayAndNotTheWords) {
  const std::string told = trace_lines(sample(), {{"matrix.home/#a:b", "delivered, 12 ms after it came"}}, false);
  EXPECT_THAT(told, HasSubstr("entry 12: text\n  received  2026-01-31T12:00:00.000Z from irc.net/#gen"));
  EXPECT_THAT(told, HasSubstr("irc.net/#gen\n    it came from there as m1\n"));
  EXPECT_THAT(told, HasSubstr("matrix.home/#a:b\n    delivered as $x\n    delivered, 12 ms after it came\n"));
  EXPECT_THAT(told, HasSubstr("refused: too large, 2026-01-31T12:00:00.000Z"));
  EXPECT_THAT(told, Not(HasSubstr("secret")));
  EXPECT_THAT(told, Not(HasSubstr("\x1b"))) << "a name must not move the cursor";
  EXPECT_THAT(trace_lines(sample(), {}, true), HasSubstr("secret words"));
}

TEST(TraceLines, ReadWhatTheBridgeRemembers) {
  const auto lines = read_remembered(R"([{"when":"t","outcome":"delivered","entry":1,"room":"a","took":5},)"
                                     R"({"when":"t","outcome":"refused","entry":1,"room":"b","reason":"no"}])");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].line, "t delivered, 5 ms after it came");
  EXPECT_EQ(lines[1].line, "t refused: no");
  for (const auto* odd : {"", "{}", "[1]", R"([{"when":1}])"}) EXPECT_TRUE(read_remembered(odd).empty()) << odd;
}

}  // namespace
}  // namespace gb::app
