#include "adapters/irc/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/irc/wire/registration.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::irc {
namespace {

using boost::asio::awaitable;

constexpr std::size_t most_batch = 32 * 1024;

awaitable<void> wait(boost::asio::steady_timer& timer) {
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace

Connection::Connection(boost::asio::any_io_executor loop, const config::Irc& settings,
                       std::unique_ptr<net::Stream> stream)
    : loop_(loop),
      settings_(settings),
      area_("irc." + settings.name),
      stream_(std::move(stream)),
      pace_(settings.pace.burst, settings.pace.per_second),
      more_(loop),
      watch_(loop),
      heard_(std::chrono::steady_clock::now()) {}

awaitable<std::string> Connection::run(OnMessage on_message) {
  const auto self = shared_from_this();
  const auto keep = [self] {};
  net::spawn(loop_, area_, write_on(), keep);
  net::spawn(loop_, area_, watch(), keep);
  std::array<char, 16 * 1024> buffer{};
  while (!closed_) {
    const auto size = co_await stream_->read_some(buffer);
    if (!size) {
      close(size.error().told);
      break;
    }
    heard_ = std::chrono::steady_clock::now();
    tested_ = false;
    if (!lines_.feed({buffer.data(), *size})) close("the server sends a line without end");
    while (const auto line = closed_ ? std::nullopt : lines_.next()) take(*line, on_message);
  }
  co_return reason_;
}

void Connection::take(std::string_view line, const OnMessage& on_message) {
  const auto message = parse(line);
  if (!message) return;
  if (message->verb == "PING") return send(format({{}, {}, "PONG", {std::string(message->param(0))}}), false);
  if (message->verb == "ERROR") reason_ = message->params.empty() ? "ERROR" : message->params.back();
  on_message(*message);
}

void Connection::send(std::string line, bool chat) {
  if (closed_) return;
  (chat ? chat_ : first_).push_back(std::move(line));
  more_.cancel();
}

void Connection::close(std::string reason) {
  if (closed_) return;
  closed_ = true;
  if (reason_.empty()) reason_ = std::move(reason);
  stream_->close();
  more_.cancel();
  watch_.cancel();
}

// As many lines as may go now, so that they leave in one write.
std::string Connection::next_batch() {
  std::string batch;
  const auto add = [&](std::deque<std::string>& queue) {
    log::debug(area_, "> {}", loggable(queue.front().substr(0, queue.front().find(' '))));
    batch += queue.front();
    batch += "\r\n";
    queue.pop_front();
  };
  while (!first_.empty()) add(first_);
  const Tick now = std::chrono::steady_clock::now();
  while (!chat_.empty() && batch.size() < most_batch && pace_.take(now)) add(chat_);
  return batch;
}

awaitable<void> Connection::write_on() {
  while (!closed_) {
    const std::string batch = next_batch();
    if (batch.empty()) {
      const Tick now = std::chrono::steady_clock::now();
      more_.expires_at(chat_.empty() ? Tick::max() : now + std::max(pace_.wait(now), std::chrono::milliseconds(1)));
      co_await wait(more_);
      continue;
    }
    writing_ = true;
    const auto written = co_await stream_->write(batch);
    writing_ = false;
    if (!written) close(written.error().told);
  }
}

// A link that says nothing is tested, and given up when it does not answer.
awaitable<void> Connection::watch() {
  while (!closed_) {
    const Tick now = std::chrono::steady_clock::now();
    const Tick due = heard_ + settings_.idle_ping + (tested_ ? settings_.idle_timeout : std::chrono::milliseconds(0));
    if (now < due) {
      watch_.expires_at(due);
      co_await wait(watch_);
      continue;
    }
    if (tested_) co_return close("the server does not answer any more");
    tested_ = true;
    send("PING :are-you-there", false);
  }
}

}  // namespace gb::irc
