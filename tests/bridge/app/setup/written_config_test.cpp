// What is written is read by the loader, as it would be by the program, and means what was wished for.
#include "bridge/app/setup/written_config.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "config/load/loader.hpp"

namespace gb::setup {
namespace {

Wishes wishes() {
  Wishes wishes;
  wishes.listen = "127.0.0.1:9090";
  wishes.public_url = "https://chat.example.org";
  wishes.guild = "A \"quoted\" \\ guild";
  wishes.channel = "Überall";
  wishes.admin = "root";
  return wishes;
}

IrcWish irc() {
  return {"libera", "irc.libera.chat:6697", true, "gb", "acct", config::Secret("irc pass"), "#talk"};
}

MatrixWish bot() {
  MatrixWish matrix;
  matrix.name = "home";
  matrix.homeserver = "https://matrix.example.org";
  matrix.user = "@gb:example.org";
  matrix.room = "#talk:example.org";
  matrix.access_token = config::Secret("t0ken");
  return matrix;
}

/// Puts it on the disk and loads it.
config::Loaded load(const Written& written) {
  std::string folder = std::filesystem::temp_directory_path() / "guildbridge-written-XXXXXX";
  EXPECT_NE(::mkdtemp(folder.data()), nullptr);
  for (const SecretFile& secret : written.secrets)
    std::ofstream(folder + "/" + secret.name) << secret.content.reveal() << "\n";
  std::ofstream(folder + "/guildbridge.toml") << written.toml;
  config::Loaded loaded = config::load(folder + "/guildbridge.toml");
  std::filesystem::remove_all(folder);
  for (const config::Problem& problem : loaded.problems)
    EXPECT_TRUE(problem.warning) << to_string(problem) << "\n" << written.toml;
  return loaded;
}

TEST(WrittenConfig, WithoutAnyNetwork) {
  const config::Config config = load(write_config(wishes())).config;
  EXPECT_EQ(config.gateway.listen, "127.0.0.1:9090");
  EXPECT_EQ(config.gateway.public_url, "https://chat.example.org");
  ASSERT_EQ(config.guilds.size(), 1U);
  EXPECT_EQ(config.guilds[0].name, "A \"quoted\" \\ guild");
  EXPECT_EQ(config.guilds.at(0).channels.at(0).name, "Überall");
  EXPECT_TRUE(config.guilds.at(0).channels.at(0).rooms.empty());
}

TEST(WrittenConfig, AnIrcNetwork) {
  Wishes with = wishes();
  with.irc = irc();
  const config::Config config = load(write_config(with)).config;
  ASSERT_EQ(config.irc.size(), 1U);
  EXPECT_EQ(config.irc.at(0).server, "irc.libera.chat:6697");
  EXPECT_EQ(config.irc.at(0).nick, "gb");
  EXPECT_EQ(config.irc.at(0).sasl.mechanism, "PLAIN");
  EXPECT_EQ(config.irc.at(0).sasl.password.reveal(), "irc pass");
  EXPECT_EQ(config.guilds.at(0).channels.at(0).rooms.at(0).room, "irc.libera/#talk");
  with.irc->tls = false;
  const config::Config plain = load(write_config(with)).config;
  EXPECT_FALSE(plain.irc.at(0).tls);
  EXPECT_EQ(plain.irc.at(0).sasl.mechanism, "SCRAM-SHA-256") << "no password in clear text";
}

TEST(WrittenConfig, ABotWithATokenOrAPassword) {
  Wishes with = wishes();
  with.matrix = bot();
  EXPECT_EQ(load(write_config(with)).config.matrix.at(0).access_token.reveal(), "t0ken");
  with.matrix->access_token = config::Secret();
  with.matrix->password = config::Secret("pass");
  const config::Config config = load(write_config(with)).config;
  EXPECT_EQ(config.matrix.at(0).password.reveal(), "pass");
  EXPECT_EQ(config.guilds.at(0).channels.at(0).rooms.at(0).room, "matrix.home/#talk:example.org");
}

TEST(WrittenConfig, AnApplicationService) {
  Wishes with = wishes();
  with.matrix = bot();
  with.matrix->appservice = true;
  with.matrix->server_name = "example.org";
  with.matrix->listen = "127.0.0.1:9000";
  with.matrix->as_token = config::Secret("as");
  with.matrix->hs_token = config::Secret("hs");
  const config::Config config = load(write_config(with)).config;
  EXPECT_TRUE(config.matrix.at(0).appservice);
  EXPECT_EQ(config.matrix.at(0).as_token.reveal(), "as");
  EXPECT_EQ(config.matrix.at(0).hs_token.reveal(), "hs");
}

TEST(WrittenConfig, AllAtOnceAndTheDataElsewhere) {
  Wishes with = wishes();
  with.irc = irc();
  with.matrix = bot();
  with.irc->name = with.matrix->name;
  with.data = "/var/lib/gb";
  const Written written = write_config(with);
  const config::Config config = load(written).config;
  EXPECT_EQ(config.store.path, "/var/lib/gb/guildbridge.db");
  EXPECT_EQ(config.files.path, "/var/lib/gb/files");
  EXPECT_EQ(config.guilds.at(0).channels.at(0).rooms.size(), 2U);
  ASSERT_EQ(written.secrets.size(), 2U);
  EXPECT_NE(written.secrets[0].name, written.secrets[1].name);
}

TEST(WrittenConfig, NoSecretIsInTheText) {
  Wishes with = wishes();
  with.irc = irc();
  with.matrix = bot();
  with.admin_password = config::Secret("admin's");
  const std::string toml = write_config(with).toml;
  for (const char* secret : {"irc pass", "t0ken", "admin's"}) EXPECT_EQ(toml.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace gb::setup
