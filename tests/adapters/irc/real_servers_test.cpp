// The same against servers that people run: ngircd and InspIRCd, on loopback.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/adapters/irc/world.hpp"

extern char** environ;

namespace gb::irc::test {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::tcp;

/// A server process with a folder of its own; both are gone with it.
class RealServer {
 public:
  RealServer(std::string program, const std::string& config, std::vector<std::string> arguments)
      : folder_(fs::temp_directory_path() / ("gb-irc-" + std::to_string(getpid()) + "-" + std::to_string(++count_))) {
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::all);
    boost::asio::io_context loop;
    tcp::acceptor free(loop, {boost::asio::ip::address_v4::loopback(), 0});
    port_ = free.local_endpoint().port();
    free.close();
    std::ofstream(folder_ / "server.conf") << filled(config);
    std::vector<char*> argv{program.data()};
    for (std::string& argument : arguments) {
      argument = filled(argument);
      argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", 1, 0);
    started_ = posix_spawn(&process_, program.c_str(), &quiet, nullptr, argv.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&quiet);
  }

  ~RealServer() {
    if (started_) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  RealServer(const RealServer&) = delete;
  RealServer& operator=(const RealServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  bool listens() const {
    for (int n = 0; started_ && n < 200; ++n) {
      boost::asio::io_context loop;
      tcp::socket socket(loop);
      boost::system::error_code fault;
      socket.connect({boost::asio::ip::address_v4::loopback(), port_}, fault);
      if (!fault) return true;
      std::this_thread::sleep_for(25ms);
    }
    return false;
  }

 private:
  std::string filled(std::string text) const {
    for (const auto& [mark, value] :
         {std::pair<std::string, std::string>{"@PORT@", std::to_string(port_)}, {"@DIR@", folder_.string()}})
      for (std::size_t at; (at = text.find(mark)) != std::string::npos;) text.replace(at, mark.size(), value);
    return text;
  }

  static inline int count_ = 0;
  fs::path folder_;
  std::uint16_t port_ = 0;
  pid_t process_ = 0;
  bool started_ = false;
};

constexpr const char* ngircd_config = R"([Global]
Name = ngircd.example.test
Info = test
Listen = 127.0.0.1
Ports = @PORT@
MotdPhrase = hello
PidFile = @DIR@/ngircd.pid
AdminEMail = admin@example.test
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 30
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
)";

constexpr const char* inspircd_config =
    R"(<server name="inspircd.example.test" description="test" network="Test" id="1AA">
<admin name="test" nick="test" email="admin@example.test">
<bind address="127.0.0.1" port="@PORT@" type="clients">
<connect name="test" allow="*" timeout="60" pingfreq="120" hardsendq="64M" softsendq="64M" recvq="4M"
  threshold="1000000" commandrate="1000000000" fakelag="no" localmax="1000" globalmax="1000"
  resolvehostnames="no" useident="no" limit="1000" modes="">
<performance softlimit="1024" somaxconn="128" netbuffersize="65536" quietbursts="yes">
<options prefixquit="Quit: " defaultmodes="not" allowhalfop="no">
<path configdir="@DIR@" datadir="@DIR@" logdir="@DIR@" runtimedir="@DIR@">
<pid file="@DIR@/inspircd.pid">
<log method="file" type="*" level="default" target="@DIR@/inspircd.log">
<limits maxnick="30" maxchan="64">
<channels users="200" opers="100">
<module name="cap"><module name="ircv3"><module name="ircv3_accounttag"><module name="ircv3_batch">
<module name="ircv3_chghost"><module name="ircv3_ctctags"><module name="ircv3_echomessage">
<module name="ircv3_labeledresponse"><module name="ircv3_msgid"><module name="ircv3_servertime">
<module name="namesx"><module name="blockcolor">
)";

std::unique_ptr<RealServer> ngircd() {
  return std::make_unique<RealServer>("/usr/sbin/ngircd", ngircd_config,
                                      std::vector<std::string>{"-n", "-f", "@DIR@/server.conf"});
}

std::unique_ptr<RealServer> inspircd() {
  return std::make_unique<RealServer>(
      "/usr/sbin/inspircd", inspircd_config,
      std::vector<std::string>{"--runasroot", "--nofork", "--config=@DIR@/server.conf"});
}

/// An ordinary client of somebody.
class Client {
 public:
  Client(boost::asio::io_context& loop, const std::string& address, const std::string& nick, const std::string& channel,
         const std::string& first = "")
      : channel_(channel), socket_(loop) {
    const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1)));
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    send(first + "NICK " + nick + "\r\nUSER " + nick + " 0 * :" + nick + "\r\n");
    read();
  }

  void send(const std::string& lines) { boost::asio::write(socket_, boost::asio::buffer(lines)); }

  /// For more than the socket takes at once: the loop must be running.
  void send_much(std::string lines) {
    auto bytes = std::make_shared<std::string>(std::move(lines));
    boost::asio::async_write(socket_, boost::asio::buffer(*bytes), [bytes](auto, auto) {});
  }

  bool has(const std::string& part) const { return seen.find(part) != std::string::npos; }

  std::string seen;

 private:
  void read() {
    socket_.async_read_some(boost::asio::buffer(buffer_), [this](auto fault, std::size_t size) {
      if (fault) return;
      seen.append(buffer_.data(), size);
      if (has(" 001 ") && !channel_.empty()) send("JOIN " + std::exchange(channel_, {}) + "\r\n");
      read();
    });
  }

  std::string channel_;  ///< Still to be joined.
  tcp::socket socket_;
  std::array<char, 65536> buffer_{};
};

TEST(Ngircd, BothWays) {
  const auto server = ngircd();
  ASSERT_TRUE(server->listens());
  World world;
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  world.start_courier();
  Client bob(world.loop, server->address(), "bob", "#gen");
  ASSERT_TRUE(until(world.loop, [&] { return bob.has(" 366 "); }));
  bob.send("PRIVMSG #gen :hello from IRC\r\n");
  ASSERT_TRUE(world.until_heard(1));
  EXPECT_EQ(world.ledger.entries[0]->author->handle, "bob@irc.net");
  world.post("hello from here");
  ASSERT_TRUE(until(world.loop, [&] { return bob.has("> hello from here\r\n"); }));
  ASSERT_TRUE(until(world.loop, [&] { return world.couriers[0]->counters().delivered == 1; }));
  EXPECT_EQ(world.heard().size(), 2U);
  EXPECT_EQ(world.channel().presence().count(world.links[0].room), 1U);
}

TEST(Ngircd, AModeratedChannelRefuses) {
  const auto server = ngircd();
  ASSERT_TRUE(server->listens());
  World world;
  Client op(world.loop, server->address(), "op", "#gen");
  ASSERT_TRUE(until(world.loop, [&] { return op.has(" 366 "); }));
  op.send("MODE #gen +m\r\n");
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  world.deliver({"one", "two"});
  ASSERT_TRUE(world.until_delivered());
  ASSERT_EQ(world.receipts.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<delivery::Refused>(world.receipts[0]));
  EXPECT_TRUE(std::holds_alternative<delivery::Refused>(world.receipts[1]));
}

TEST(Ngircd, FromRoomToRoomFastCompleteAndInOrder) {
  constexpr int count = 10'000;
  const auto server = ngircd();
  ASSERT_TRUE(server->listens());
  World world({"#from"});
  world.add("#to", world.links[0].channel);
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined(0) && world.until_joined(1));
  world.start_courier(1);
  Client speaker(world.loop, server->address(), "speaker", "#from");
  Client listener(world.loop, server->address(), "listener", "#to");
  ASSERT_TRUE(until(world.loop, [&] { return speaker.has(" 366 ") && listener.has(" 366 "); }));
  std::string lines;
  for (int n = 0; n < count; ++n) lines += "PRIVMSG #from :message " + std::to_string(n) + "\r\n";
  const auto start = std::chrono::steady_clock::now();
  speaker.send_much(std::move(lines));
  ASSERT_TRUE(until(
      world.loop, [&] { return world.couriers[0]->counters().delivered >= count; }, 60s));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(until(world.loop, [&] { return listener.has("message " + std::to_string(count - 1) + "\r\n"); }));
  std::size_t at = 0;
  for (int n = 0; n < count; ++n) {
    at = listener.seen.find("> message " + std::to_string(n) + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << n;
  }
  RecordProperty("messages_per_second", static_cast<int>(count / taken.count()));
  std::cout << static_cast<int>(count / taken.count()) << " messages a second\n";
}

TEST(Inspircd, LabelsProveAndTypingGoesBothWays) {
  const auto server = inspircd();
  ASSERT_TRUE(server->listens());
  World world;
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  Client bob(world.loop, server->address(), "bob", "#gen",
             "CAP LS 302\r\nCAP REQ :message-tags echo-message\r\nCAP END\r\n");
  ASSERT_TRUE(until(world.loop, [&] { return bob.has(" 366 "); }));

  world.deliver({"one", "two\nthree"});
  ASSERT_TRUE(world.until_delivered());
  ASSERT_EQ(world.receipts.size(), 2U);
  EXPECT_TRUE(std::get<delivery::Delivered>(world.receipts[0]).proven);
  EXPECT_EQ(std::get<delivery::Delivered>(world.receipts[1]).remote_ids.size(), 2U);
  EXPECT_TRUE(world.heard().empty());

  world.channel().typing(world.alice, SessionId{1});
  EXPECT_TRUE(until(world.loop, [&] { return bob.has("+typing=active"); }));

  struct Typists : core::SignalListener {
    int count = 0;
    void on_signal(const core::Signal& signal) override { count += signal.who->display_name == "bob" ? 1 : 0; }
  } typists;
  world.channel().add_listener(typists);
  bob.send("@+typing=active TAGMSG #gen\r\n");
  EXPECT_TRUE(until(world.loop, [&] { return typists.count == 1; }));
  world.channel().remove_listener(typists);
}

TEST(Inspircd, AChannelWithoutColoursGetsNone) {
  const auto server = inspircd();
  ASSERT_TRUE(server->listens());
  World world;
  Client op(world.loop, server->address(), "op", "#gen");
  ASSERT_TRUE(until(world.loop, [&] { return op.has(" 366 "); }));
  op.send("MODE #gen +c\r\n");
  world.start(quick_settings(server->address()));
  ASSERT_TRUE(world.until_joined());
  gb::test::run_for(world.loop, 100ms);
  world.deliver({"plain words"});
  ASSERT_TRUE(world.until_delivered());
  EXPECT_TRUE(std::holds_alternative<delivery::Delivered>(world.receipts.at(0)));
  ASSERT_TRUE(until(world.loop, [&] { return op.has("plain words"); }));
  EXPECT_EQ(op.seen.find(static_cast<char>(3)), std::string::npos);
}

}  // namespace
}  // namespace gb::irc::test
