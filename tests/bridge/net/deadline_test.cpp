#include "bridge/net/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

namespace gb::net {
namespace {

using namespace std::chrono_literals;

TEST(Deadline, InsistsOnceWhenTimeIsUp) {
  boost::asio::io_context loop;
  int insisted = 0;
  const Deadline deadline(loop.get_executor(), 1ms, [&] { ++insisted; });
  loop.run();
  EXPECT_EQ(insisted, 1);
  EXPECT_EQ(deadline.words(boost::asio::error::operation_aborted), "timed out");
}

TEST(Deadline, IsSilentWhenTheOperationWasQuicker) {
  boost::asio::io_context loop;
  int insisted = 0;
  std::optional<Deadline> deadline(std::in_place, loop.get_executor(), 1ms, [&] { ++insisted; });
  EXPECT_NE(deadline->words(boost::asio::error::connection_refused), "timed out");
  deadline.reset();
  loop.run();
  EXPECT_EQ(insisted, 0);
}

}  // namespace
}  // namespace gb::net
