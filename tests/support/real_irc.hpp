#pragma once

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

extern char** environ;

/// Servers that people run, on loopback, and ordinary clients of them.
namespace gb::test {

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
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
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

inline constexpr const char* ngircd_config = R"([Global]
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

inline constexpr const char* inspircd_config =
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

inline std::unique_ptr<RealServer> ngircd() {
  return std::make_unique<RealServer>("/usr/sbin/ngircd", ngircd_config,
                                      std::vector<std::string>{"-n", "-f", "@DIR@/server.conf"});
}

inline std::unique_ptr<RealServer> inspircd() {
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

}  // namespace gb::test
