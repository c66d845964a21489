#include "bridge/gateway/proxy/towards_origin.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "bridge/gateway/proxy/file_copies.hpp"
#include "protocol/guild/foreign.hpp"

namespace gb::gateway {
namespace {

using boost::asio::awaitable;
using nlohmann::json;

constexpr std::size_t packet_overhead = 256;
constexpr std::string_view away = "The origin server cannot be reached right now; what is not of it works";
constexpr std::string_view lost = "The origin server was lost before it answered: it may have been done or not";

Tick now() {
  return std::chrono::steady_clock::now();
}

// The event as an array, with its name put back where it was.
json whole(const socketio::Event& event) {
  json data = json::array({event.name});
  for (const json& argument : event.arguments) data.push_back(argument);
  return data;
}

socketio::Encoded encoded(const socketio::Event& event) {
  return socketio::encode_with_attachments(socketio::PacketType::event, "/", event.ack, whole(event));
}

bool has_files(const socketio::Event& event) {
  return event.name == "post" && !event.arguments.empty() && event.arguments.front().is_object() &&
         event.arguments.front().contains("attachments");
}

}  // namespace

/// A file of ours on its way to the origin.
struct TowardsOrigin::Copy {
  explicit Copy(const boost::asio::any_io_executor& loop) : over(loop, patience) {}

  boost::asio::steady_timer over;
  std::string name;  ///< What the origin calls it.
};

TowardsOrigin::TowardsOrigin(Proxy& proxy)
    : proxy_(proxy), order_(std::make_shared<delivery::InOrder>(proxy.loop, "gateway")) {}

void TowardsOrigin::set_connection(std::shared_ptr<origin::Connection> connection, std::int64_t user) {
  connection_ = std::move(connection);
  user_ = user;
  for (const Upload& upload : std::exchange(uploads_, {})) {
    if (upload.copy) upload.copy->over.cancel();
    if (upload.reply) upload.reply->refuse(lost);
  }
  for (const auto& [ack, reply] : std::exchange(owed_, {})) reply->refuse(lost);
}

// Over its limit a server closes the connection without a word.
bool TowardsOrigin::fits(const socketio::Event& event, std::string_view raw) const {
  const std::size_t most = connection_->max_payload();
  std::size_t largest = raw.size();
  for (const json& argument : event.arguments)
    if (argument.is_binary()) largest = std::max(largest, argument.get_binary().size());
  return most == 0 || largest + packet_overhead <= most;
}

void TowardsOrigin::forward(const socketio::Event& event, std::string_view raw, Reply& reply) {
  if (!is_up()) return reply.refuse(away);
  if (order_->waiting() >= most_waiting) return reply.refuse("Too much waits for the origin server");
  if (!fits(event, raw)) return reply.refuse("That is larger than the origin server takes");
  const auto owed = std::make_shared<Reply>(std::move(reply));
  if (has_files(event)) {
    order_->slow(
        [self = shared_from_this(), event, text = std::string(raw), owed] { return self->post(event, text, owed); });
    return;
  }
  auto packet = raw.empty() ? encoded(event) : socketio::Encoded{std::string(raw), {}};
  order_->quick([self = shared_from_this(), event, packet = std::move(packet), owed] {
    self->send(packet.text, packet.attachments, owed, event);
  });
}

void TowardsOrigin::say(std::string text) {
  order_->quick([self = shared_from_this(), text = std::move(text)] {
    // Without it the origin would go on as before: let it forget.
    if (self->is_up() && !self->connection_->send(text)) self->connection_->close("the origin does not read");
  });
}

void TowardsOrigin::send(const std::string& text, std::vector<std::string> attachments,
                         const std::shared_ptr<Reply>& reply, const socketio::Event& event) {
  if (!is_up()) return reply->refuse(away);
  if (!connection_->send(text, std::move(attachments))) return reply->refuse("The origin server does not read");
  if (event.name == "upload") uploads_.push_back({now(), nullptr, reply});
  if (!event.ack && event.name != "upload") reply->hand_over();
  if (!event.ack) return;
  if (owed_.size() >= most_owed) acknowledged(owed_.begin()->first);
  owed_[*event.ack] = reply;
}

awaitable<void> TowardsOrigin::post(socketio::Event event, std::string raw, std::shared_ptr<Reply> reply) {
  if (!is_up()) co_return reply->refuse(away);
  bool changed = false;
  const bool good = co_await copy_attachments(event.arguments.front(), reply, changed);
  if (!good) co_return;
  socketio::Encoded packet{std::move(raw), {}};
  if (changed || packet.text.empty()) packet = encoded(event);
  send(packet.text, std::move(packet.attachments), reply, event);
}

// False: it is refused already.
awaitable<bool> TowardsOrigin::copy_attachments(json& post, std::shared_ptr<Reply> reply, bool& changed) {
  json& files = post["attachments"];
  for (std::size_t n = 0; files.is_array() && n < std::min(files.size(), most_copies); ++n) {
    json& file = files[n];
    if (!file.is_object() || !file.contains("userId") || !file.contains("fileName") || !file["fileName"].is_string())
      continue;
    const auto owner = guild::read_id(file["userId"]);
    const std::string name = file["fileName"].get<std::string>();
    if (!owner) continue;
    std::string bytes = co_await bytes_of_ours(proxy_, *owner, name);
    if (bytes.empty()) continue;
    const std::string given = co_await give(std::move(bytes));
    if (given.empty()) {
      reply->refuse("The origin server does not take the file " + name);
      co_return false;
    }
    file["userId"] = user_;
    file["fileName"] = given;
    changed = true;
  }
  co_return true;
}

awaitable<std::string> TowardsOrigin::give(std::string bytes) {
  if (!is_up()) co_return std::string();
  const std::size_t most = connection_->max_payload();
  if (most != 0 && bytes.size() + packet_overhead > most) co_return std::string();
  const json::binary_t binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
  auto packet = socketio::encode_with_attachments(socketio::PacketType::event, "/", std::nullopt,
                                                  json::array({"upload", json::binary(binary)}));
  if (!connection_->send(packet.text, std::move(packet.attachments))) co_return std::string();
  const auto copy = std::make_shared<Copy>(proxy_.loop);
  uploads_.push_back({now(), copy, nullptr});
  boost::system::error_code ignored;
  co_await copy->over.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  co_return copy->name;
}

void TowardsOrigin::acknowledge(const socketio::Acknowledged& ack) {
  if (!is_up()) return;
  auto packet = socketio::encode_with_attachments(socketio::PacketType::ack, "/", ack.id, ack.arguments);
  connection_->send(packet.text, std::move(packet.attachments));
}

void TowardsOrigin::acknowledged(std::uint64_t ack) {
  const auto found = owed_.find(ack);
  if (found == owed_.end()) return;
  found->second->hand_over();
  owed_.erase(found);
}

// A server says nothing to an upload that it does not like: what is not answered in time never will be.
bool TowardsOrigin::uploaded(const json& status) {
  const auto drop_first = [this] {
    Upload first = std::move(uploads_.front());
    uploads_.pop_front();
    if (first.reply) first.reply->hand_over();
    return first.copy;
  };
  while (!uploads_.empty() && now() - uploads_.front().sent > patience) drop_first();
  if (uploads_.empty()) return false;
  const std::shared_ptr<Copy> copy = drop_first();
  if (!copy) return false;
  copy->name = guild::read_uploaded(status).value_or(std::string());
  copy->over.cancel();
  return true;
}

}  // namespace gb::gateway
