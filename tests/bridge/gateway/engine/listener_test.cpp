#include "bridge/gateway/engine/listener.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <new>

#include "tests/support/until.hpp"

namespace {

std::size_t no_memory_for = 0;  // Allocations of this size fail; 0: none.

}  // namespace

// All of this program's memory: the only thing that a connection fails at by an exception is that there is none left.
void* operator new(std::size_t size) {
  void* memory = size == no_memory_for ? nullptr : std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace gb::gateway {
namespace {

using boost::asio::ip::tcp;

/// Counts requests, answers none.
class Router final : public HttpRouter {
 public:
  std::size_t most_body(const HttpRequest&) override { return 0; }
  void route(const std::shared_ptr<HttpConnection>&, const HttpRequest&) override { ++requests; }

  int requests = 0;
};

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() { listener.start().value(); }

  ~ListenerTest() override {
    listener.stop();
    listener.close_connections();
    deadlines.stop();
    gb::test::run_for(loop, std::chrono::milliseconds(20));
  }

  tcp::socket ask() {
    tcp::socket client(loop);
    client.connect({boost::asio::ip::make_address("127.0.0.1"), listener.port()});
    boost::asio::write(client, boost::asio::buffer(std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));
    return client;
  }

  boost::asio::io_context loop;
  EngineSettings settings;
  Router router;
  Deadlines deadlines{loop.get_executor()};
  Listener listener{loop.get_executor(), settings, router, deadlines};
};

TEST_F(ListenerTest, AConnectionThatCannotBeServedKeepsNobodyElseOut) {
  no_memory_for = sizeof(HttpConnection);
  const tcp::socket unlucky = ask();
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  no_memory_for = 0;
  EXPECT_EQ(listener.open(), 0U) << "its place is free again";
  const tcp::socket client = ask();
  EXPECT_TRUE(gb::test::until(loop, [&] { return router.requests == 1; }));
}

TEST_F(ListenerTest, MoreConnectionsThanThereIsRoomForAreClosed) {
  settings.max_connections = 2;
  auto first = std::make_unique<tcp::socket>(ask());
  const tcp::socket second = ask();
  ASSERT_TRUE(gb::test::until(loop, [&] { return router.requests == 2; }));
  tcp::socket third = ask();
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  EXPECT_EQ(router.requests, 2);
  EXPECT_EQ(listener.open(), 2U);
  boost::system::error_code end;
  std::array<char, 1> byte{};
  third.read_some(boost::asio::buffer(byte), end);
  EXPECT_TRUE(end) << "closed at once";
  first.reset();
  ASSERT_TRUE(gb::test::until(loop, [&] { return listener.open() == 1; }));
  const tcp::socket fourth = ask();
  EXPECT_TRUE(gb::test::until(loop, [&] { return router.requests == 3; })) << "a place is free again";
}

}  // namespace
}  // namespace gb::gateway
