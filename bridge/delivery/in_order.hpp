#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace gb::delivery {

/// Steps done one after another, in the order they were given, though some take time: what was said in a room goes into
/// its channel in the order it was said, also where a picture has to be fetched first. Lives on the event loop. Who
/// gives steps sees to it that no more wait than memory allows.
class InOrder : public std::enable_shared_from_this<InOrder> {
 public:
  using Step = std::function<boost::asio::awaitable<void>()>;

  /// `area` names it in the log.
  InOrder(boost::asio::any_io_executor loop, std::string area) : loop_(std::move(loop)), area_(std::move(area)) {}

  /// At once if nothing waits.
  void quick(std::function<void()> step);

  void slow(Step step);

  std::size_t waiting() const { return waiting_.size(); }

 private:
  boost::asio::awaitable<void> work_off();

  boost::asio::any_io_executor loop_;
  std::string area_;
  std::deque<Step> waiting_;  ///< The first is under way.
};

}  // namespace gb::delivery
