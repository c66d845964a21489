#include "config/load/loader.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace gb::config {
namespace {

using testing::HasSubstr;

class ConfigLoader : public testing::Test {
 protected:
  ConfigLoader() { std::filesystem::create_directories(folder_); }
  ~ConfigLoader() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path) << text;
    return path;
  }

  Loaded from(const std::string& text) const { return load(write("test.toml", text)); }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("guildbridge-config-" + std::to_string(::getpid()));
};

/// One thing that people get wrong, and what they are told.
struct Wrong {
  const char* text;
  std::size_t line;
  const char* key;
  const char* message;
  const char* hint;
};

class BadConfig : public ConfigLoader, public testing::WithParamInterface<Wrong> {};

TEST_P(BadConfig, IsRefusedWithLineKeyAndHint) {
  const Wrong& wrong = GetParam();
  const Loaded loaded = from(wrong.text);
  EXPECT_FALSE(loaded.good());
  ASSERT_FALSE(loaded.problems.empty());
  const Problem& problem = loaded.problems[0];
  EXPECT_EQ(problem.line, wrong.line);
  EXPECT_EQ(problem.key, wrong.key);
  EXPECT_THAT(problem.message, HasSubstr(wrong.message));
  EXPECT_THAT(problem.hint, HasSubstr(wrong.hint));
  EXPECT_THAT(to_string(problem), HasSubstr("test.toml:" + std::to_string(wrong.line) + ":"));
}

INSTANTIATE_TEST_SUITE_P(
    Samples, BadConfig,
    testing::Values(
        Wrong{"[gateway]\nlisten = \n", 2, "", "", ""},
        Wrong{"[gatway]\nlisten = \"127.0.0.1:1\"\n", 1, "gatway", "unknown key", "gateway"},
        Wrong{"[gateway]\nlistn = \"127.0.0.1:1\"\n", 2, "gateway.listn", "unknown key", "listen"},
        Wrong{"[gateway]\nlisten = 8080\n", 2, "gateway.listen", "string", ""},
        Wrong{"[gateway]\nlisten = \"here\"\n", 2, "gateway.listen", "not an address", "127.0.0.1:8080"},
        Wrong{"[gateway]\nlisten = \"127.0.0.1:99999\"\n", 2, "gateway.listen", "not an address", "127.0.0.1:8080"},
        Wrong{"[gateway]\nping_interval = 25\n", 2, "gateway.ping_interval", "duration", ""},
        Wrong{"[gateway]\nping_interval = \"25\"\n", 2, "gateway.ping_interval", "not a duration", "25 s"},
        Wrong{"[gateway]\nping_interval = \"3651 d\"\n", 2, "gateway.ping_interval", "3650 d (ten years) or less", ""},
        Wrong{"[gateway]\nping_interval = \"99999999999999999999 h\"\n", 2, "gateway.ping_interval", "3650 d", ""},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 0\npassword = \"p\"\n", 3, "origin.user", "9007199254740991", ""},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 9007199254740992\npassword = \"p\"\n", 3, "origin.user",
              "must be an id", ""},
        Wrong{"[gateway]\nmax_payload = \"big\"\n", 2, "gateway.max_payload", "not a size", "3 MiB"},
        Wrong{"[gateway]\nposts = { burst = 0 }\n", 2, "gateway.posts.burst", "1 or more", ""},
        Wrong{"[gateway]\nhistory = -1\n", 2, "gateway.history", "from 1", ""},
        Wrong{"[gateway]\nallowed_origins = \"*\"\n", 2, "gateway.allowed_origins", "list of strings", "[\""},
        Wrong{"[gateway]\ntrusted_proxies = [\"proxy.example\"]\n", 2, "gateway.trusted_proxies", "not an address",
              "10.0.0.0/8"},
        Wrong{"[gateway]\n[gateway.tls]\ncertificate = \"/dev/null\"\n", 2, "gateway.tls.key", "go together", ""},
        Wrong{"[admin]\nlisten = \"0.0.0.0:1\"\n", 2, "admin.listen", "loopback", "127.0.0.1"},
        Wrong{"[admin]\nsocket = "
              "\"/run/a-folder-with-a-long-name/a-folder-with-a-long-name/a-folder-with-a-long-name/"
              "a-folder-with-a-long-name/\"\n",
              2, "admin.socket", "the system takes 107", "shorter"},
        Wrong{"[log]\nlevel = \"loud\"\n", 2, "log.level", "none of", ""},
        Wrong{"[log]\nformat = \"xml\"\n", 2, "log.format", "none of", ""},
        Wrong{"[log.levels]\nirc = \"loud\"\n", 2, "log.levels.irc", "none of", ""},
        Wrong{"[irc.net]\nnick = \"x\"\n", 1, "irc.net.server", "missing", "6697"},
        Wrong{"[irc.net]\nserver = \"irc.example.org\"\n", 2, "irc.net.server", "not an address", "host:port"},
        Wrong{"[irc.net]\nserver = \"h:1\"\nsasl = { mechanism = \"MAGIC\" }\n", 3, "irc.net.sasl.mechanism", "none of",
              ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\nsasl = { mechanism = \"PLAIN\" }\n", 3, "irc.net.sasl.mechanism",
              "needs account", ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\npassword = \"a\"\npassword_env = \"B\"\n", 3, "irc.net.password",
              "more than once", ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\npassword_file = \"none.secret\"\n", 3, "irc.net.password_file",
              "cannot be read", ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\npassword_file = \"/tmp\"\n", 3, "irc.net.password_file", "cannot be read",
              ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\nnick = \"two words\"\n", 3, "irc.net.nick", "not a nick", ""},
        Wrong{"[guild.g.channel.c]\nrooms = [\"irc.net/#a\"]\n", 2, "guild.g.channel.c.rooms", "no network [irc.net]",
              "add its section"},
        Wrong{"[irc.libera]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"irc.libra/#a\"]\n", 4,
              "guild.g.channel.c.rooms", "no network", "irc.libera"},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"irc.n/a\"]\n", 4, "guild.g.channel.c.rooms",
              "no channel mark", "irc.n/#a"},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"nonsense\"]\n", 4, "guild.g.channel.c.rooms",
              "not a room", "irc.NETWORK/#channel"},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"irc.n/#a\"]\n[guild.g.channel.d]\n"
              "rooms = [\"irc.n/#a\"]\n",
              6, "guild.g.channel.d.rooms", "linked twice", ""},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"irc.n/#a\", \"irc.n/#A\"]\n", 4,
              "guild.g.channel.c.rooms", "linked twice", ""},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [{ room = \"irc.n/#a\", direction = \"up\" }]\n",
              4, "guild.g.channel.c.rooms.direction", "none of", ""},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [{ rom = \"irc.n/#a\" }]\n", 4,
              "guild.g.channel.c.rooms.rom", "unknown key", "room"},
        Wrong{"[guild.g]\nid = 0\n", 2, "guild.g.id", "from 1", ""},
        Wrong{"[guild.a]\nid = 1\n[guild.b]\nid = 1\n", 4, "guild.b.id", "given twice", ""},
        Wrong{"[guild.a.channel.x]\nid = 1\n[guild.b.channel.y]\nid = 1\n", 4, "guild.b.channel.y.id", "given twice",
              ""},
        Wrong{"[gateway]\nposts = { burst = nan }\n", 2, "gateway.posts.burst", "0 or more", ""},
        Wrong{"[gateway]\nlisten = \"1.2.3.4.5:80\"\n", 2, "gateway.listen", "not an address", "127.0.0.1:8080"},
        Wrong{"[gateway]\nlisten = \"::1:80\"\n", 2, "gateway.listen", "not an address", "[::1]"},
        Wrong{"[gateway]\npublic_url = \"chat.example\"\n", 2, "gateway.public_url", "not a URL", "https://"},
        Wrong{"[gateway]\nallowed_origins = [\"https://a.example/\"]\n", 2, "gateway.allowed_origins", "not an origin",
              "without a path"},
        Wrong{"[gateway]\nmax_payload = \"1 KiB\"\n", 1, "gateway.max_content", "does not fit", ""},
        Wrong{"[gateway]\nping_timeout = \"0 s\"\n", 2, "gateway.ping_timeout", "1 ms or more", ""},
        Wrong{"[gateway]\nserver = \"h:1\"\n", 2, "gateway.server", "unknown key", "known here: listen"},
        Wrong{"[[lnik]]\n", 1, "lnik", "unknown key", "known here: gateway"},
        Wrong{"[gateway.tls]\ncertificate = \"/dev/null\"\nkey = \"/dev/null\"\n", 2, "gateway.tls.certificate",
              "not a PEM file", ""},
        Wrong{"[gateway]\nlisten = \"127.0.0.1:1\"\n[admin]\nlisten = \"127.0.0.1:1\"\n", 4, "admin.listen", "is taken",
              "another port"},
        Wrong{"[files]\nmax_size = \"8 MiB\"\n", 2, "files.max_size", "does not fit", "max_payload"},
        Wrong{"[files]\npath = \"\"\n", 2, "files.path", "name a folder", "files"},
        Wrong{"[guild.g]\nicon = \"none.png\"\n", 2, "guild.g.icon", "no file", ""},
        Wrong{"[store]\npath = \"\"\n", 2, "store.path", "name a file", "guildbridge.db"},
        Wrong{"[irc.net]\nserver = \"h:0\"\n", 2, "irc.net.server", "not an address", "host:port"},
        Wrong{"[irc.net]\nserver = \"::1:6667\"\n", 2, "irc.net.server", "not an address", "host:port"},
        Wrong{"[irc.net]\nserver = \"h:1\"\nreconnect_min = \"1 h\"\n", 3, "irc.net.reconnect_min", "longer than", ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\ntls_fingerprints = [\"ab:cd\"]\n", 3, "irc.net.tls_fingerprints", "SHA-256",
              "64 hex"},
        Wrong{"[irc.net]\nserver = \"h:1\"\nusername = \"a b\"\n", 3, "irc.net.username", "one word", ""},
        Wrong{"[irc.net]\nserver = \"h:1\"\nrelaymsg_suffix = \"a b\"\n", 3, "irc.net.relaymsg_suffix",
              "part of a nick", ""},
        Wrong{"[gateway]\nauth = \"origin\"\n", 1, "gateway", "needs the section [origin]", "url"},
        Wrong{"[origin]\nurl = \"chat.example.org\"\n", 2, "origin.url", "not a URL", "https://"},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 4\n", 1, "origin.password", "go together", "password_file"},
        Wrong{"[origin]\nurl = \"http://h\"\nformat = \"{text}\"\n", 3, "origin.format", "{name}", "<{name}> {text}"},
        Wrong{"[origin]\nurl = \"http://h\"\n[guild.g.channel.c]\nrooms = [\"origin/7/31\"]\n", 4,
              "guild.g.channel.c.rooms", "nobody can log in", "password_file"},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 4\npassword = \"p\"\n[guild.g.channel.c]\n"
              "rooms = [\"origin/lobby\"]\n",
              6, "guild.g.channel.c.rooms", "no channel of the origin", "origin/7/31"},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 4\npassword = \"p\"\n[guild.g.channel.c]\n"
              "rooms = [\"origin/-1/3\"]\n",
              6, "guild.g.channel.c.rooms", "direct messages", ""},
        Wrong{"[origin]\nurl = \"http://127.0.0.1:8080\"\n", 1, "origin", "our own address", "existing server"},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 4\npassword = \"p\"\n[guild.g.channel.c]\n"
              "rooms = [\"origin/7/31\", \"origin/8/31\"]\n",
              6, "guild.g.channel.c.rooms", "linked twice", ""},
        Wrong{"[origin]\nurl = \"http://h\"\nuser = 4\npassword = \"p\"\n[guild.g.channel.c]\n"
              "rooms = [\"origin/7/031\"]\n",
              6, "guild.g.channel.c.rooms", "no channel of the origin", ""},
        Wrong{"[guild.g.channel.c]\nrooms = [\"origin/7/31\"]\n", 2, "guild.g.channel.c.rooms", "no network [origin]",
              ""},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"irc.n/#a,#b\"]\n", 4,
              "guild.g.channel.c.rooms", "no name of an IRC channel", "commas"},
        Wrong{"[irc.n]\nserver = \"h:1\"\n[guild.g.channel.c]\nrooms = [\"irc.n/#a\\rQUIT\"]\n", 4,
              "guild.g.channel.c.rooms", "no name of an IRC channel", ""},
        Wrong{"[matrix.m]\nhomeserver = \"here\"\nuser = \"@a:b\"\naccess_token = \"x\"\n", 2, "matrix.m.homeserver",
              "not a URL", "https://"},
        Wrong{"[matrix.m]\nhomeserver = \"http://h\"\nuser = \"a\"\naccess_token = \"x\"\n", 3, "matrix.m.user",
              "not a Matrix user", "@guildbridge"},
        Wrong{"[matrix.m]\nhomeserver = \"http://h\"\nuser = \"@a:b\"\n", 1, "matrix.m.access_token", "missing",
              "access_token_file"},
        Wrong{"[matrix.m]\nmode = \"appservice\"\nhomeserver = \"http://h\"\nserver_name = \"s\"\nas_token = \"a\"\n"
              "hs_token = \"b\"\n",
              1, "matrix.m.listen", "not an address", "127.0.0.1:9000"},
        Wrong{"[matrix.m]\nmode = \"appservice\"\nhomeserver = \"http://h\"\nserver_name = \"s\"\nlisten = "
              "\"127.0.0.1:1\"\nas_token = \"a b\"\nhs_token = \"b\"\n",
              6, "matrix.m.as_token", "one word", "as_token_file"},
        Wrong{"[matrix.m]\nmode = \"puppet\"\nhomeserver = \"http://h\"\nuser = \"@a:b\"\naccess_token = \"x\"\n", 2,
              "matrix.m.mode", "none of", ""},
        Wrong{"[matrix.m]\nhomeserver = \"http://h\"\nuser = \"@a:b\"\naccess_token = \"x\"\n[guild.g.channel.c]\n"
              "rooms = [\"matrix.m/general\"]\n",
              6, "guild.g.channel.c.rooms", "no Matrix room", "#alias:server"},
        Wrong{"[guild.g]\nname = \"two\\nlines\"\n", 2, "guild.g.name", "one line", ""},
        Wrong{"[guild.g.channel.c]\nname = \"\"\n", 2, "guild.g.channel.c.name", "one line", ""},
        Wrong{"[guild.g.channel.c]\ndescription = \"a\\u0000b\"\n", 2, "guild.g.channel.c.description", "one line", ""},
        Wrong{"[guild.g]\nmembers = \"all\"\n", 2, "guild.g.members", "everyone", ""},
        Wrong{"[guild.g]\nmembers = 5\n", 2, "guild.g.members", "everyone", ""}));

TEST_F(ConfigLoader, AllProblemsAreToldAtOnce) {
  EXPECT_EQ(from("[gateway]\nlistn = 1\nping_interval = 5\n[lg]\n").problems.size(), 3U);
}

TEST_F(ConfigLoader, AMissingFileIsAProblem) {
  const Loaded loaded = load("/nonexistent/guildbridge.toml");
  EXPECT_FALSE(loaded.good());
  EXPECT_THAT(loaded.problems[0].message, HasSubstr("no such file"));
}

TEST_F(ConfigLoader, SecretsFromFilesAndTheEnvironment) {
  const std::string secret = write("s.secret", "from file\n");
  ::chmod(secret.c_str(), 0600);
  const Loaded file = from("[irc.n]\nserver = \"h:1\"\npassword_file = \"s.secret\"\n");
  EXPECT_TRUE(file.problems.empty());
  EXPECT_EQ(file.config.irc[0].password.reveal(), "from file");
  ::setenv("GB_TEST_SECRET", "from env", 1);
  EXPECT_EQ(from("[irc.n]\nserver = \"h:1\"\npassword_env = \"GB_TEST_SECRET\"\n").config.irc[0].password.reveal(),
            "from env");
  EXPECT_FALSE(from("[irc.n]\nserver = \"h:1\"\npassword_env = \"GB_NOT_SET\"\n").good());
  ::chmod(secret.c_str(), 0644);
  const Loaded open = from("[irc.n]\nserver = \"h:1\"\npassword_file = \"s.secret\"\n");
  EXPECT_TRUE(open.good()) << "only a warning";
  ASSERT_EQ(open.problems.size(), 1U);
  EXPECT_THAT(open.problems[0].hint, HasSubstr("chmod 600"));
}

TEST_F(ConfigLoader, NoSecretIsEverShown) {
  const Loaded loaded = from(
      "[irc.n]\nserver = \"h:1\"\npassword = \"hunter2\"\npassword_env = \"hunter2\"\n"
      "sasl = { mechanism = \"PLAIN\", password = \"hunter2\" }\nnickserv_password = [\"hunter2\"]\n");
  EXPECT_FALSE(loaded.problems.empty());
  for (const Problem& problem : loaded.problems) EXPECT_EQ(to_string(problem).find("hunter2"), std::string::npos);
}

TEST_F(ConfigLoader, TheOrderOfTheFileIsKept) {
  const Config config = from("[guild.z.channel.b]\n[guild.z.channel.a]\n[guild.a.channel.x]\n").config;
  ASSERT_EQ(config.guilds.size(), 2U);
  EXPECT_EQ(config.guilds[0].key, "z");
  EXPECT_EQ(config.guilds[0].channels[0].key, "b");
}

TEST_F(ConfigLoader, AFolderIsNoFile) {
  EXPECT_THAT(load("/tmp").problems.at(0).message, HasSubstr("folder"));
  EXPECT_THAT(from("[store]\npath = \"/tmp\"\n").problems.at(0).message, HasSubstr("folder"));
}

TEST_F(ConfigLoader, AKeyWithoutEndIsRefusedBeforeItIsParsed) {
  std::string dotted = "# ";
  dotted += std::string(500, '.') + "\n[log]\nlevel = \"info\"\n";
  EXPECT_TRUE(from(dotted).good()) << "dots in a comment mean nothing";
  for (int n = 0; n < 50'000; ++n) dotted += "a.";
  const Loaded loaded = from(dotted + "a = 1\n");
  EXPECT_FALSE(loaded.good());
  EXPECT_EQ(loaded.problems.at(0).line, 4U);
  EXPECT_FALSE(from("x = { " + dotted.substr(dotted.find("a.a.")) + "a = 1 }").good());
}

}  // namespace
}  // namespace gb::config
