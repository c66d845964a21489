#include "adapters/matrix/registration.hpp"

#include <gtest/gtest.h>

namespace gb::matrix {
namespace {

config::Matrix settings() {
  config::Matrix settings;
  settings.name = "home";
  settings.server_name = "example.org";
  settings.push_url = "http://127.0.0.1:9000";
  settings.as_token = config::Secret("a\"b");
  settings.hs_token = config::Secret("hs");
  return settings;
}

TEST(Registration, SaysAllThatAHomeserverNeeds) {
  const std::string yaml = registration(settings(), {"#made.here:example.org"});
  for (const char* line : {"id: \"guildbridge-home\"\n", "url: \"http://127.0.0.1:9000\"\n", "as_token: \"a\\\"b\"\n",
                           "hs_token: \"hs\"\n", "sender_localpart: \"guildbridge\"\n", "rate_limited: false\n",
                           "receive_ephemeral: true\n", "regex: \"@_guild_.*:example\\\\.org\"\n",
                           "regex: \"#made\\\\.here:example\\\\.org\"\n"})
    EXPECT_NE(yaml.find(line), std::string::npos) << line << yaml;
}

TEST(Registration, ReservesNoAliasThatIsNotMade) {
  EXPECT_NE(registration(settings(), {}).find("  aliases: []\n"), std::string::npos);
}

}  // namespace
}  // namespace gb::matrix
