#include "bridge/net/spawn.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>

#include "bridge/base/log.hpp"

namespace gb::net {
namespace {

TEST(Spawn, AFailureEndsOnlyItsOwnCoroutine) {
  log::set_threshold(log::Level::error);
  boost::asio::io_context loop;
  bool finished = false;
  bool other = false;
  const auto fails = []() -> boost::asio::awaitable<void> {
    throw std::runtime_error("on purpose");
    co_return;
  };
  const auto works = [](bool& done) -> boost::asio::awaitable<void> {
    done = true;
    co_return;
  };
  spawn(loop.get_executor(), "test", fails(), [&] { finished = true; });
  spawn(loop.get_executor(), "test", works(other));
  loop.run();
  EXPECT_TRUE(finished);
  EXPECT_TRUE(other);
}

}  // namespace
}  // namespace gb::net
