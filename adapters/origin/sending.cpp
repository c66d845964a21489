#include "adapters/origin/sending.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/origin/wire/outgoing.hpp"
#include "bridge/delivery/fresh_edit.hpp"
#include "protocol/guild/foreign.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;
using delivery::Delivered;
using delivery::Receipt;
using delivery::Retry;
using nlohmann::json;

std::vector<Receipt> one(Receipt receipt) {
  std::vector<Receipt> receipts;
  receipts.push_back(std::move(receipt));
  return receipts;
}

Tick now() {
  return std::chrono::steady_clock::now();
}

// As the protocol names them.
json attachments_of(const std::vector<guild::File>& files) {
  json out = json::array();
  for (const guild::File& file : files) out.push_back({{"userId", file.user_id}, {"fileName", file.file_name}});
  return out;
}

}  // namespace

Sending::Sending(boost::asio::any_io_executor loop, std::shared_ptr<Shared> shared,
                 std::shared_ptr<const delivery::Link> link)
    : loop_(std::move(loop)),
      shared_(std::move(shared)),
      link_(std::move(link)),
      uploads_(loop_, shared_->files, shared_->settings.user, shared_->settings.request_timeout),
      posting_(link_->channel->log().head(), shared_->settings.request_timeout / 4) {}

void Sending::enter(std::shared_ptr<Connection> connection) {
  connection_ = std::move(connection);
  posting_.entered(now());
}

void Sending::leave() {
  connection_ = nullptr;
  uploads_.lost();
  if (posted_) posted_->give_up();
}

void Sending::came_back(Own own) {
  if (auto receipt = posting_.came_back(std::move(own))) posted_->answer(std::move(*receipt));
}

void Sending::acknowledged(const socketio::Packet& ack) {
  const auto answer = ack.data.empty() ? std::nullopt : guild::read_acknowledged(ack.data.front());
  if (!answer) return;
  if (auto receipt = posting_.acknowledged(ack.id, *answer)) posted_->answer(std::move(*receipt));
}

awaitable<std::vector<Receipt>> Sending::deliver(std::vector<core::EntryPtr> entries) {
  const auto self = shared_from_this();
  if (!connection_) co_return one(Retry{std::chrono::seconds(1), "not joined"});
  if (const auto wait = delivery::cut_at_fresh_edit(link_->channel->log(), entries, wall_now()); entries.empty())
    co_return one(Retry{wait, "an edit that may be edited again", false, true});
  Receipt receipt = co_await post(entries.front());
  posting_.settle(receipt);
  co_return one(std::move(receipt));
}

awaitable<Receipt> Sending::post(core::EntryPtr entry) {
  const auto to = connection_;
  const std::string public_url = shared_->files.public_url();
  auto draft = link_->channel->log().is_edited_again(*entry)
                   ? std::nullopt
                   : render(*entry, {shared_->settings.format, public_url, link_->policy.edits}, wall_now());
  if (!draft) co_return Delivered{};
  if (auto known = posting_.known(*entry, now())) co_return std::move(*known);
  if (posting_.gives_up_files())
    for (const core::FileRef& picture : std::exchange(draft->pictures, {})) add_link(*draft, picture, public_url);
  const std::vector<guild::File> given = co_await uploads_.give(to, *draft, posting_.doubts_files());
  if (connection_ != to) co_return Retry{std::chrono::seconds(1), "the connection was lost"};
  json payload{{"content", draft->content}};
  if (!given.empty()) payload["attachments"] = attachments_of(given);
  const auto packet = socketio::encode_with_attachments(socketio::PacketType::event, "/", posting_.next_ack(),
                                                        json::array({"post", std::move(payload)}));
  if (!to->send(packet.text)) co_return Retry{std::chrono::seconds(1), "the server does not read"};
  posting_.posted(entry->seq);
  Receipt receipt = co_await confirmed(to);
  posting_.over();
  co_return receipt;
}

awaitable<Receipt> Sending::confirmed(std::shared_ptr<Connection> by) {
  const auto posted = std::make_shared<Question<Receipt>>(loop_);
  posted_ = posted;
  auto receipt = co_await posted->wait(shared_->settings.request_timeout);
  posted_ = nullptr;
  if (receipt) co_return std::move(*receipt);
  // What has become of it is in the history.
  if (connection_ == by) by->close("the server does not show us what we post");
  co_return Retry{std::chrono::seconds(1), "the post did not come back", true};
}

}  // namespace gb::origin
