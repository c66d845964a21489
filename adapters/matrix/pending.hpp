#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <memory>

namespace gb::matrix {

/// The facts of one transaction or sync that are on their way to the disk. Shared with their completions. Loop only.
class Pending : public std::enable_shared_from_this<Pending> {
 public:
  explicit Pending(const boost::asio::any_io_executor& loop)
      : over_(loop, boost::asio::steady_timer::time_point::max()) {}

  void begin() { ++open_; }

  void end(bool kept) {
    failed_ = failed_ || !kept;
    if (--open_ == 0) over_.cancel();
  }

  /// True once all that was begun is durable; false if something could not be kept.
  boost::asio::awaitable<bool> all() {
    const auto self = shared_from_this();
    boost::system::error_code woken;
    while (open_ > 0) co_await over_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    co_return !failed_;
  }

 private:
  boost::asio::steady_timer over_;
  std::size_t open_ = 0;
  bool failed_ = false;
};

}  // namespace gb::matrix
