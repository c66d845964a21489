#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

namespace gb::net {

/// The one place that starts coroutines. An exception that escapes is logged under `name` and ends only this coroutine;
/// cancellation is no error and is not logged. `finished` (may be empty) is called at the end, however it came.
void spawn(const boost::asio::any_io_executor& loop, std::string name, boost::asio::awaitable<void> task,
           std::function<void()> finished = {});

}  // namespace gb::net
