#include "bridge/origin/polling_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "bridge/net/spawn.hpp"
#include "protocol/engineio/client.hpp"
#include "protocol/engineio/payload.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;
using engineio::Packet;

constexpr std::chrono::seconds patience{20};
constexpr std::chrono::minutes longest_poll{11};  // The session's heartbeat ends it long before.
constexpr std::size_t usual_payload = 1'000'000;

net::HttpSettings settings_of(const Server& server) {
  net::HttpSettings settings;
  settings.ca_file = server.ca_file;
  return settings;
}

}  // namespace

PollingTransport::PollingTransport(boost::asio::any_io_executor loop, Server server, std::string forwarded_for,
                                   std::size_t max_message)
    : loop_(std::move(loop)),
      server_(std::move(server)),
      forwarded_for_(std::move(forwarded_for)),
      max_message_(max_message),
      http_(loop_, settings_of(server_)),
      news_(loop_, boost::asio::steady_timer::time_point::max()) {}

net::HttpRequest PollingTransport::request(std::string method) const {
  net::HttpRequest request;
  request.method = std::move(method);
  request.url = server_.url + "/socket.io/?EIO=4&transport=polling";
  if (!sid_.empty()) request.url += "&sid=" + sid_;
  if (!forwarded_for_.empty()) request.headers.emplace_back("X-Forwarded-For", forwarded_for_);
  request.max_body = max_message_;
  request.timeout = patience;
  return request;
}

awaitable<result<void>> PollingTransport::open() {
  const auto self = shared_from_this();
  auto packets = co_await poll();
  if (!packets) co_return packets.error();
  const auto opened = packets->empty() ? std::nullopt : engineio::parse_open(packets->front().data);
  if (!opened) co_return Error{Fault::peer, false, "the server's first answer is no open packet"};
  sid_ = opened->sid;
  max_payload_ = opened->max_payload > 0 ? opened->max_payload : usual_payload;
  first_ = std::move(*packets);
  co_return result<void>();
}

awaitable<result<std::vector<Packet>>> PollingTransport::poll() {
  net::HttpRequest asked = request("GET");
  if (!sid_.empty()) asked.timeout = longest_poll;
  const auto answer = co_await http_.send(std::move(asked));
  if (!answer) co_return answer.error();
  if (answer->status != 200)
    co_return Error{Fault::peer, answer->status >= 500,
                    fmt::format("the server answers a poll with {}", answer->status)};
  auto packets = engineio::decode_payload(engineio::Version::v4, answer->body, false);
  if (!packets) co_return Error{Fault::peer, false, "the server's answer to a poll cannot be read"};
  co_return std::move(*packets);
}

awaitable<std::string> PollingTransport::carry(Take take, Ready ready) {
  const auto self = shared_from_this();
  net::spawn(loop_, "origin", push_on(), [self] {});
  std::vector<Packet> came = std::exchange(first_, {});
  while (!closed_) {
    for (Packet& packet : came)
      if (!closed_) take(std::move(packet));
    if (ready && !closed_) co_await ready();
    if (closed_) break;
    auto more = co_await poll();
    if (more)
      came = std::move(*more);
    else
      end(more.error().told);
  }
  co_return end_.empty() ? "closed" : end_;
}

void PollingTransport::send(Packet packet) {
  if (closed_) return;
  waiting_ += packet.data.size();
  queued_.push_back(std::move(packet));
  news_.cancel();
}

// As many as one request may carry; a packet that is larger than that is tried alone.
std::vector<Packet> PollingTransport::take_batch() {
  std::size_t bytes = 0;
  auto end = queued_.begin();
  while (end != queued_.end() && static_cast<std::size_t>(end - queued_.begin()) < engineio::most_packets) {
    const std::size_t more = (end->binary ? end->data.size() / 3 * 4 + 4 : end->data.size()) + 2;
    if (end != queued_.begin() && bytes + more > max_payload_) break;
    bytes += more;
    ++end;
  }
  std::vector<Packet> batch(std::make_move_iterator(queued_.begin()), std::make_move_iterator(end));
  queued_.erase(queued_.begin(), end);
  return batch;
}

awaitable<void> PollingTransport::push_on() {
  const auto self = shared_from_this();
  while (!closed_) {
    if (queued_.empty()) {
      boost::system::error_code woken;
      co_await news_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
      continue;
    }
    net::HttpRequest push = request("POST");
    push.headers.emplace_back("Content-Type", "text/plain;charset=UTF-8");
    const std::vector<Packet> batch = take_batch();
    push.body = engineio::encode_payload(engineio::Version::v4, batch, true).body;
    const auto answer = co_await http_.send(std::move(push));
    for (const Packet& packet : batch) waiting_ -= packet.data.size();
    if (!answer)
      end(answer.error().told);
    else if (answer->status != 200)
      end(fmt::format("the server answers what we send with {}", answer->status));
  }
}

void PollingTransport::end(std::string why) {
  if (end_.empty()) end_ = std::move(why);
  close();
}

void PollingTransport::close() {
  if (std::exchange(closed_, true)) return;
  news_.cancel();
  http_.close();
}

}  // namespace gb::origin
