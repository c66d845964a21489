#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "bridge/base/result.hpp"

namespace gb::net {

/// Waits for the completion of a call that takes a `Done<T>`: await_done<T>([&](Done<T> done) { ... }).
template <class T, class Call>
boost::asio::awaitable<result<T>> await_done(Call call) {
  co_return co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void(result<T>)>(
      [](auto handler, Call begin) {
        // Completions are copied, the coroutine goes on once.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        begin([shared](result<T> outcome) { std::move (*shared)(std::move(outcome)); });
      },
      boost::asio::use_awaitable, std::move(call));
}

}  // namespace gb::net
