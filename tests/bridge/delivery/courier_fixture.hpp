#pragma once

#include <gmock/gmock.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bridge/core/native_text.hpp"
#include "bridge/delivery/courier.hpp"
#include "tests/support/memory_ledger.hpp"
#include "tests/support/until.hpp"

namespace gb::delivery::test {

/// A room that answers as it is told: by default it takes everything.
class ScriptedRoom final : public Room {
 public:
  explicit ScriptedRoom(boost::asio::io_context& loop) : loop_(loop) {}

  boost::asio::awaitable<std::vector<Receipt>> deliver(std::vector<core::EntryPtr> entries) override {
    ++calls;
    largest = std::max(largest, entries.size());
    boost::asio::steady_timer pause(loop_, std::chrono::milliseconds(1));
    co_await pause.async_wait(boost::asio::use_awaitable);
    std::vector<Receipt> receipts;
    for (const auto& entry : entries) {
      const std::string text = std::get<core::Message>(entry->event).body.text;
      if (text == breaks_at) throw std::runtime_error("an odd entry");
      if (!answers.empty() && !std::holds_alternative<Delivered>(answers.front())) {
        receipts.push_back(answers.front());
        answers.pop_front();
        if (std::holds_alternative<Retry>(receipts.back())) co_return receipts;
        refused.push_back(text);
        continue;
      }
      if (!answers.empty()) answers.pop_front();
      said.push_back(text);
      receipts.emplace_back(Delivered{{"remote-" + std::to_string(entry->seq.value)}, true});
    }
    co_return receipts;
  }

  std::size_t window() const override {
    if (broken) throw std::logic_error("the room is broken");
    return window_size;
  }
  void signal(const core::Signal&) override {}
  Capabilities capabilities() const override { return {}; }
  RoomState state() const override { return {condition, "", {}}; }
  void watch(core::Reader* courier) override { courier_ = courier; }
  void adopt(config::Room) override {}

  void become(Condition now) {
    condition = now;
    if (courier_ != nullptr) courier_->wake();
  }

  Condition condition = Condition::joined;
  std::size_t window_size = 4;
  std::deque<Receipt> answers;
  bool broken = false;    ///< An exception comes out of `window`.
  std::string breaks_at;  ///< An exception comes out at this text.
  std::vector<std::string> said;
  std::vector<std::string> refused;
  std::size_t calls = 0;
  std::size_t largest = 0;

 private:
  boost::asio::io_context& loop_;
  core::Reader* courier_ = nullptr;
};

class CourierTest : public testing::Test {
 protected:
  CourierTest() { make(Seq{}); }

  ~CourierTest() override {
    courier->stop();
    gb::test::until(loop, [&] { return courier->stopped(); });
  }

  void make(Seq cursor, CatchUp limits = {}) {
    Link link{room_id, "irc.a/#x", "#x", {}, channel, "g/c"};
    courier.reset();  // It says goodbye to the room, which the next one then watches.
    courier = std::make_shared<Courier>(loop.get_executor(), link, room, ledger, cursor, limits);
  }

  void say(const std::string& text, std::chrono::milliseconds ago = {}) {
    channel->post(alice, SessionId{1}, {core::from_native(text), ""}, wall_now() - ago, [](const auto&) {});
  }

  void hear(const std::string& text) {
    channel->receive(room_id, {{"irc.a", "nick:bob", "Bob"}, core::from_native(text), wall_now(), {}},
                     [](const auto&) {});
  }

  bool soon(const std::function<bool()>& done) { return gb::test::until(loop, done); }

  std::vector<std::string> notes() const {
    std::vector<std::string> out;
    for (const auto& entry : ledger.entries)
      if (entry->note) out.push_back(std::get<core::Message>(entry->event).body.text);
    return out;
  }

  const RoomId room_id{7};
  boost::asio::io_context loop;
  gb::test::MemoryLedger ledger{loop};
  std::shared_ptr<core::Channel> channel =
      std::make_shared<core::Channel>(core::ChannelInfo{ChannelId{1}, GuildId{1}, "general", "", {}}, ledger, Seq{});
  core::UserPtr alice = std::make_shared<const core::User>(core::User{UserId{1}, {}, "alice", "Alice"});
  ScriptedRoom room{loop};
  std::shared_ptr<Courier> courier;
};

}  // namespace gb::delivery::test
