#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include <utility>

namespace gb::origin {

/// Something that the origin was asked, and what it says of it, if anything: it answers nothing to what it does not
/// like. Lives on the event loop.
template <class T>
class Question {
 public:
  explicit Question(const boost::asio::any_io_executor& loop) : limit_(loop) {}

  /// The first answer counts.
  void answer(T answer) {
    if (!answer_) answer_ = std::move(answer);
    over_ = true;
    limit_.cancel();
  }

  /// There will be none.
  void give_up() {
    over_ = true;
    limit_.cancel();
  }

  /// Nothing: it was given up, or the time has run out.
  boost::asio::awaitable<std::optional<T>> wait(std::chrono::milliseconds time) {
    limit_.expires_after(time);
    boost::system::error_code ignored;
    if (!over_) co_await limit_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    co_return std::move(answer_);
  }

 private:
  boost::asio::steady_timer limit_;
  std::optional<T> answer_;
  bool over_ = false;
};

}  // namespace gb::origin
