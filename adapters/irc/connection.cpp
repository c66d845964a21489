#include "adapters/irc/connection.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::irc {
namespace {

using boost::asio::awaitable;

constexpr std::size_t most_batch = std::size_t{64} * 1024;
constexpr std::chrono::milliseconds catch_breath{10};
constexpr std::chrono::minutes tell_again{1};
constexpr std::size_t read_size = std::size_t{32} * 1024;

awaitable<void> wait(boost::asio::steady_timer& timer, Tick until) {
  timer.expires_at(until);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

Tick tick_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Connection::Connection(const boost::asio::any_io_executor& loop, const config::Irc& settings,
                       std::unique_ptr<net::Stream> stream)
    : loop_(loop),
      settings_(settings),
      area_("irc." + settings.name),
      stream_(std::move(stream)),
      queue_(Pace(settings.pace.burst, settings.pace.per_second)),
      rest_(loop),
      more_(loop),
      watch_(loop),
      heard_(tick_now()) {}

awaitable<std::string> Connection::run(OnMessage on_message, IsBehind is_behind) {
  const auto keep = [self = shared_from_this()] {};
  net::spawn(loop_, area_, write_on(), keep);
  net::spawn(loop_, area_, watch(), keep);
  std::vector<char> buffer(read_size);
  while (!closed_) {
    if (is_behind()) {
      heard_ = tick_now();  // Silence of our own making.
      tell_of_flood();
      co_await wait(rest_, heard_ + catch_breath);
      continue;
    }
    const auto size = co_await stream_->read_some(buffer);
    if (!size) {
      close(size.error().told);
      break;
    }
    heard_ = tick_now();
    tested_ = false;
    if (!lines_.feed({buffer.data(), *size})) close("the server sends a line without end");
    while (const auto line = closed_ ? std::nullopt : lines_.next()) take(*line, on_message);
  }
  co_return reason_;
}

void Connection::tell_of_flood() {
  if (told_of_flood_ && heard_ < *told_of_flood_ + tell_again) return;
  told_of_flood_ = heard_;
  log::info(area_, "more is said than the disk takes at once: the server has to wait; nothing is lost");
}

void Connection::take(std::string_view line, const OnMessage& on_message) {
  const auto message = parse(line);
  if (!message) return;
  if (message->verb == "PING")
    return send(Priority::urgent, format({{}, {}, "PONG", {std::string(message->param(0))}}));
  // What the server says at the end is the reason; the end of the stream that follows explains nothing.
  if (message->verb == "ERROR" && !message->params.empty()) reason_ = message->params.back();
  on_message(*message);
}

void Connection::send(Priority priority, std::string line, RoomId owner) {
  if (closed_) return;
  if (!queue_.push(priority, std::move(line), owner)) log::warn(area_, "too many lines wait: one is dropped");
  more_.cancel();
}

void Connection::close(std::string reason) {
  if (closed_) return;
  closed_ = true;
  if (reason_.empty()) reason_ = std::move(reason);
  stream_->close();
  rest_.cancel();
  more_.cancel();
  watch_.cancel();
}

void Connection::close_after_writing(std::string reason) {
  closing_ = true;
  if (reason_.empty()) reason_ = std::move(reason);
  more_.cancel();
}

awaitable<void> Connection::write_on() {
  while (!closed_) {
    const std::string batch = queue_.take(tick_now(), most_batch);
    if (batch.empty()) {
      if (closing_) co_return close({});
      const Tick now = tick_now();
      co_await wait(more_, std::max(queue_.next(now), now));
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
    const Tick due = heard_ + settings_.idle_ping + (tested_ ? settings_.idle_timeout : std::chrono::milliseconds(0));
    if (tick_now() < due) {
      co_await wait(watch_, due);
      continue;
    }
    if (tested_) co_return close("the server does not answer any more");
    tested_ = true;
    send(Priority::urgent, "PING :are-you-there");
  }
}

}  // namespace gb::irc
