// The admin listener over real sockets.
#include "bridge/gateway/admin.hpp"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <thread>

namespace gb::gateway {
namespace {

using boost::asio::ip::tcp;

class Asked final : public StatusSource {
 public:
  Status status() const override {
    Status status;
    status.version = "1.2.3";
    return status;
  }
};

config::Admin listening(std::string listen) {
  config::Admin config;
  config.listen = std::move(listen);
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

TEST(AdminListener, AnswersWithTheStatus) {
  boost::asio::io_context loop;
  const Asked source;
  AdminListener admin(loop.get_executor(), listening("127.0.0.1:0"), source);
  ASSERT_TRUE(admin.start());
  const auto answer = talk(loop, admin.port(), "GET /status HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("\"version\":\"1.2.3\""), std::string::npos) << answer;
}

TEST(AdminListener, SurvivesWhatIsNoRequest) {
  boost::asio::io_context loop;
  const Asked source;
  AdminListener admin(loop.get_executor(), listening("127.0.0.1:0"), source);
  ASSERT_TRUE(admin.start());
  talk(loop, admin.port(), "garbage\r\n\r\n");
  talk(loop, admin.port(), "GET /status HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  const auto answer =
      talk(loop, admin.port(), "GET /status HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
}

TEST(AdminListener, IsOffWithoutAnAddress) {
  boost::asio::io_context loop;
  const Asked source;
  AdminListener admin(loop.get_executor(), config::Admin{}, source);
  EXPECT_TRUE(admin.start());
  EXPECT_EQ(admin.port(), 0);
}

TEST(AdminListener, BindsToLoopbackOnly) {
  boost::asio::io_context loop;
  const Asked source;
  for (const auto* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    AdminListener admin(loop.get_executor(), listening(address), source);
    const auto started = admin.start();
    ASSERT_FALSE(started) << address;
    EXPECT_NE(started.error().told.find("only loopback"), std::string::npos) << started.error().told;
  }
}

TEST(AdminListener, TellsThatTheAddressIsTaken) {
  boost::asio::io_context loop;
  const Asked source;
  AdminListener first(loop.get_executor(), listening("127.0.0.1:0"), source);
  ASSERT_TRUE(first.start());
  AdminListener second(loop.get_executor(), listening("127.0.0.1:" + std::to_string(first.port())), source);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().told.find("cannot listen on"), std::string::npos) << started.error().told;
}

}  // namespace
}  // namespace gb::gateway
