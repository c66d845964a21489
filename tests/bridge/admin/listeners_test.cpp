// The operator's doors over real sockets.
#include "bridge/admin/listeners.hpp"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "bridge/net/unix_socket.hpp"

namespace gb::admin {
namespace {

using boost::asio::ip::tcp;

class House final : public StatusSource, public Actions {
 public:
  Status status() override {
    Status status;
    status.version = "1.2.3";
    return status;
  }
  Measures measures() override { return {}; }
  std::vector<Happening> story(Seq) override { return {}; }
  result<std::string> reconnect(const std::string& network) override { return network; }
  result<std::string> skip(const std::string& room) override { return room; }
  result<std::string> mute(const std::string& room, bool) override { return room; }
  result<std::string> reload() override { return std::string(); }
  result<std::string> test(const std::string& room) override { return room; }
};

config::Admin listening(std::string listen) {
  config::Admin config;
  config.listen = std::move(listen);
  config.socket = "";
  return config;
}

/// Sends `request` as it is and gives back everything that comes until the other side closes.
std::string talk(boost::asio::io_context& loop, std::uint16_t port, const std::string& request) {
  std::string answer;
  std::thread client([&] {
    boost::asio::io_context own;
    tcp::socket socket(own);
    boost::system::error_code failed;
    socket.connect({boost::asio::ip::address_v4::loopback(), port}, failed);
    boost::asio::write(socket, boost::asio::buffer(request), failed);
    boost::asio::read(socket, boost::asio::dynamic_buffer(answer), failed);
    boost::asio::post(loop, [&loop] { loop.stop(); });
  });
  loop.restart();
  loop.run_for(std::chrono::seconds(10));
  client.join();
  return answer;
}

TEST(Listeners, AnswersWithTheStatus) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  Listeners admin(loop.get_executor(), listening("127.0.0.1:0"), desk);
  ASSERT_TRUE(admin.start());
  const auto answer = talk(loop, admin.port(), "GET /status HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("\"version\":\"1.2.3\""), std::string::npos) << answer;
}

TEST(Listeners, SurvivesWhatIsNoRequest) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  Listeners admin(loop.get_executor(), listening("127.0.0.1:0"), desk);
  ASSERT_TRUE(admin.start());
  talk(loop, admin.port(), "garbage\r\n\r\n");
  talk(loop, admin.port(), "GET /status HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  const auto answer =
      talk(loop, admin.port(), "GET /status HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
}

TEST(Listeners, IsOffWithoutAnAddress) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  Listeners admin(loop.get_executor(), listening(""), desk);
  EXPECT_TRUE(admin.start());
  EXPECT_EQ(admin.port(), 0);
}

TEST(Listeners, BindsToLoopbackOnly) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  for (const auto* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    Listeners admin(loop.get_executor(), listening(address), desk);
    const auto started = admin.start();
    ASSERT_FALSE(started) << address;
    EXPECT_NE(started.error().told.find("only loopback"), std::string::npos) << started.error().told;
  }
}

TEST(Listeners, TellsThatTheAddressIsTaken) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  Listeners first(loop.get_executor(), listening("127.0.0.1:0"), desk);
  ASSERT_TRUE(first.start());
  Listeners second(loop.get_executor(), listening("127.0.0.1:" + std::to_string(first.port())), desk);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().told.find("cannot listen on"), std::string::npos) << started.error().told;
}

std::string temporary_socket() {
  std::string folder = (std::filesystem::temp_directory_path() / "gb-admin-XXXXXX").string();
  return std::string(::mkdtemp(folder.data())) + "/s";
}

config::Admin at_socket(const std::string& path) {
  config::Admin config;
  config.socket = path;
  return config;
}

// Another process that asks, as far as the socket can tell.
result<net::UnixAnswer> ask(boost::asio::io_context& loop, const std::string& path, const std::string& target,
                            const std::string& body = {}) {
  std::optional<result<net::UnixAnswer>> answer;
  std::thread client([&] {
    answer.emplace(net::ask_unix(path, target, body));
    boost::asio::post(loop, [&loop] { loop.stop(); });
  });
  loop.restart();
  loop.run_for(std::chrono::seconds(10));
  client.join();
  return *answer;
}

TEST(Listeners, AUnixSocketForOurUserAlone) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  const std::string path = temporary_socket();
  {
    Listeners admin(loop.get_executor(), at_socket(path), desk);
    ASSERT_TRUE(admin.start());
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto answer = ask(loop, path, "/status");
    ASSERT_TRUE(answer) << answer.error().told;
    EXPECT_EQ(answer->status, 200);
    EXPECT_NE(answer->body.find("1.2.3"), std::string::npos);
    const auto done = ask(loop, path, "/actions/skip", R"({"room": "a"})");
    ASSERT_TRUE(done) << done.error().told;
    EXPECT_EQ(done->status, 200);
    admin.stop();
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  const auto nobody = net::ask_unix(path, "/status");
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().told.find("no bridge answers"), std::string::npos) << nobody.error().told;
}

TEST(Listeners, WhatADeadProcessLeftMakesRoomAndALivingOneStays) {
  boost::asio::io_context loop;
  House house;
  Desk desk(house, house);
  const std::string path = temporary_socket();
  {
    boost::asio::local::stream_protocol::acceptor left(loop, path);  // It does not take its file along.
  }
  ASSERT_TRUE(std::filesystem::exists(path));
  Listeners first(loop.get_executor(), at_socket(path), desk);
  ASSERT_TRUE(first.start());
  EXPECT_TRUE(ask(loop, path, "/status"));
  {
    Listeners second(loop.get_executor(), at_socket(path), desk);
    EXPECT_TRUE(second.start());  // Without this door, and with a line in the log.
  }
  EXPECT_TRUE(ask(loop, path, "/status")) << "the first one's socket is gone";
}

TEST(Listeners, AFileThatIsNoSocketIsLeftAlone) {
  const std::string path = temporary_socket();
  std::ofstream(path) << "precious";
  boost::asio::io_context loop;
  EXPECT_THROW(net::unix_acceptor(loop.get_executor(), path), std::exception);
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

}  // namespace
}  // namespace gb::admin
