#include "bridge/admin/status_table.hpp"

#include <gmock/gmock.h>

#include "bridge/admin/status_json.hpp"

namespace gb::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(StatusTable, ShowsWhatTheJsonTells) {
  Status status;
  status.version = "1.2.3";
  status.gateway = {{"loggedIn", 4}, {"posts", 9}};
  NetworkStatus network;
  network.name = "irc.net";
  network.condition = {"joined", "", {}, "closed by \x1b[31mthe server", {}};
  status.networks.push_back(network);
  LinkStatus link;
  link.room = "irc.net/#gen";
  link.channel = "club/general";
  link.condition.state = "joined";
  link.muted = true;
  link.lag = 17;
  status.links.push_back(link);
  const std::string table = status_table(to_json(status)).value();
  EXPECT_THAT(table, HasSubstr("guildbridge 1.2.3"));
  EXPECT_THAT(table, HasSubstr("4 natives connected, 9 posts"));
  EXPECT_THAT(table, HasSubstr("irc.net/#gen  club/general  muted"));
  EXPECT_THAT(table, HasSubstr("  17  "));
  EXPECT_THAT(table, HasSubstr("closed by"));
  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
}

TEST(StatusTable, AnotherVersionsAnswerIsNoCrash) {
  for (const auto* odd : {"", "[]", "{}", R"({"gateway":{},"networks":[1],"links":[],"troubles":[]})",
                          R"({"version":1,"gateway":{},"networks":[],"links":[],"troubles":[]})"})
    EXPECT_FALSE(status_table(odd)) << odd;
}

}  // namespace
}  // namespace gb::admin
