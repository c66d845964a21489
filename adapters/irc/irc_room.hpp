#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/irc/last_heard.hpp"
#include "adapters/irc/outbox.hpp"
#include "adapters/irc/window.hpp"
#include "bridge/delivery/in_order.hpp"
#include "bridge/delivery/link.hpp"
#include "bridge/delivery/room.hpp"
#include "bridge/files/file_store.hpp"
#include "config/model/irc.hpp"

namespace gb::irc {

/// An IRC channel, linked: what its courier brings goes to the network's outbox, and what the network hears of it is
/// told here. Listens to its channel's signals by itself. Lives on the event loop; owned by its network.
class IrcRoom final : public delivery::Room, public core::SignalListener {
 public:
  /// `files` keeps the texts that are too long for IRC; null: they are only cut. What is referred to must outlive this.
  IrcRoom(const boost::asio::any_io_executor& loop, const config::Irc& settings, Outbox& outbox, delivery::Link link,
          files::FileStore* files = nullptr, LastHeard heard = {{}, {}});
  ~IrcRoom() override;

  IrcRoom(const IrcRoom&) = delete;
  IrcRoom& operator=(const IrcRoom&) = delete;

  // delivery::Room
  boost::asio::awaitable<std::vector<delivery::Receipt>> deliver(std::vector<core::EntryPtr> entries) override;
  std::size_t window() const override;
  void signal(const core::Signal& signal) override;
  delivery::Capabilities capabilities() const override;
  delivery::RoomState state() const override { return state_; }
  void watch(core::Reader* courier) override { courier_ = courier; }
  void adopt(config::Room policy) override { link_.policy = std::move(policy); }

  // core::SignalListener
  void on_signal(const core::Signal& signal) override { this->signal(signal); }

  const delivery::Link& link() const { return link_; }

  LastHeard& heard() { return heard_; }
  const LastHeard& heard() const { return heard_; }

  /// What was said there then is durable.
  void heard_until(Time time);

  /// Something that was said there is lost, for the disk fails for too long. Natives are told once that is over.
  void not_heard(const std::string& why);

  /// The way of what is said there into the channel.
  delivery::InOrder& order() { return *order_; }
  bool joined() const { return state_.condition == delivery::Condition::joined; }

  /// Is no room of ours any more: neither joined nor heard from now on.
  void retire();
  bool is_retired() const { return retired_; }

  /// Anything but joined also loses the window under way.
  void set_state(delivery::Condition condition, std::string reason);
  void set_colours(bool allowed) { colours_ = allowed; }

  // Of the window under way; without one these do nothing.
  bool is_speaking() const { return window_ != nullptr; }
  void confirmed(std::string_view label, std::string_view msgid);
  void refused(std::string_view label, std::string reason);
  void pong(std::string_view token);

 private:
  /// Addresses of the whole texts of entries that are too long, by entry.
  using Wholes = std::unordered_map<Seq, std::string>;

  boost::asio::awaitable<Wholes> keep_long_texts(std::vector<core::EntryPtr> entries);
  Outlook outlook() const;
  void send_window(const std::vector<core::EntryPtr>& entries, const Wholes& wholes);
  void send_entry(std::size_t n, std::vector<Message> lines, const Terms& terms);
  boost::asio::awaitable<void> window_over();

  const config::Irc& settings_;
  Outbox& outbox_;
  delivery::Link link_;
  files::FileStore* files_;
  std::shared_ptr<delivery::InOrder> order_;
  delivery::RoomState state_;
  core::Reader* courier_ = nullptr;
  std::unique_ptr<Window> window_;
  std::string token_;                 ///< Of the PING that closes the window.
  boost::asio::steady_timer answer_;  ///< Woken when the window is over.
  Tick typed_;
  LastHeard heard_;
  bool colours_ = false;
  bool retired_ = false;
  std::size_t lost_ = 0;  ///< Messages that nobody was told of yet.
};

}  // namespace gb::irc
