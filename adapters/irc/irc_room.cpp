#include "adapters/irc/irc_room.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cmath>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/core/file_line.hpp"
#include "bridge/delivery/fresh_edit.hpp"
#include "bridge/net/await_done.hpp"

namespace gb::irc {
namespace {

constexpr std::chrono::seconds typing_every{3};
constexpr std::size_t unpaced_window = 64;
constexpr std::chrono::minutes longest_wait{30};  // Other rooms share the pace. The dead-link test is quicker.

}  // namespace

IrcRoom::IrcRoom(const boost::asio::any_io_executor& loop, const config::Irc& settings, Outbox& outbox,
                 delivery::Link link, files::FileStore* files, LastHeard heard)
    : settings_(settings),
      outbox_(outbox),
      link_(std::move(link)),
      files_(files),
      order_(std::make_shared<delivery::InOrder>(loop, "irc." + settings.name)),
      answer_(loop),
      heard_(std::move(heard)) {
  state_.since = wall_now();
  link_.channel->add_listener(*this);
}

IrcRoom::~IrcRoom() {
  link_.channel->remove_listener(*this);
}

void IrcRoom::retire() {
  if (std::exchange(retired_, true)) return;
  link_.channel->remove_listener(*this);
  set_state(delivery::Condition::down, "no longer linked");
}

void IrcRoom::set_state(delivery::Condition condition, std::string reason) {
  if (condition != delivery::Condition::joined && window_) {
    window_->lose();
    answer_.cancel();
  }
  if (condition != delivery::Condition::joined) heard_.flush(std::chrono::steady_clock::now());
  if (state_.condition == condition && state_.reason == reason) return;
  log::info("irc." + settings_.name, "{} is {}{}{}", link_.place, delivery::to_string(condition),
            reason.empty() ? "" : ": ", reason);
  state_ = {condition, std::move(reason), wall_now()};
  if (courier_ != nullptr) courier_->wake();
}

void IrcRoom::heard_until(Time time) {
  heard_.advance(time, std::chrono::steady_clock::now());
  const std::size_t lost = std::exchange(lost_, 0);
  if (lost == 0) return;
  log::error("irc." + settings_.name, "{}: {} messages could not be kept and are lost", link_.place, lost);
  link_.channel->note(fmt::format("{} {} of {} could not be kept while the disk failed, and {} missing here", lost,
                                  lost == 1 ? "message" : "messages", link_.name, lost == 1 ? "is" : "are"),
                      std::nullopt, wall_now());
}

void IrcRoom::not_heard(const std::string& why) {
  if (lost_++ == 0) log::error("irc." + settings_.name, "{}: a message could not be kept: {}", link_.place, why);
}

std::size_t IrcRoom::window() const {
  const config::Rate& pace = settings_.pace;
  return pace.per_second <= 0 ? unpaced_window : static_cast<std::size_t>(std::max(1.0, std::round(pace.burst)));
}

delivery::Capabilities IrcRoom::capabilities() const {
  const Terms terms = outbox_.terms();
  return {terms.typing && link_.policy.typing, false, terms.relaymsg, false};
}

boost::asio::awaitable<std::vector<delivery::Receipt>> IrcRoom::deliver(std::vector<core::EntryPtr> entries) {
  if (!joined()) co_return std::vector<delivery::Receipt>{delivery::Retry{std::chrono::seconds(1), "not joined"}};
  if (const auto wait = delivery::cut_at_fresh_edit(link_.channel->log(), entries, wall_now()); entries.empty())
    co_return std::vector<delivery::Receipt>{delivery::Retry{wait, "an edit that may be edited again", false, true}};
  const Wholes wholes = co_await keep_long_texts(entries);
  if (!joined()) co_return std::vector<delivery::Receipt>{delivery::Retry{std::chrono::seconds(1), "not joined"}};
  window_ = std::make_unique<Window>(entries.size(), outbox_.terms().labels);
  send_window(entries, wholes);
  co_await window_over();
  const auto window = std::move(window_);
  co_return window->receipts();
}

boost::asio::awaitable<void> IrcRoom::window_over() {
  answer_.expires_after(longest_wait);
  while (!window_->over()) {
    boost::system::error_code woken;
    co_await answer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    if (woken) continue;
    outbox_.drop(link_.room);
    window_->lose();
  }
}

Outlook IrcRoom::outlook() const {
  Outlook outlook = outbox_.outlook();
  outlook.channel = link_.place;
  outlook.max_lines = link_.policy.max_lines;
  outlook.colours = colours_;
  outlook.edits = link_.policy.edits;
  if (files_ != nullptr) outlook.public_url = files_->public_url();
  return outlook;
}

boost::asio::awaitable<IrcRoom::Wholes> IrcRoom::keep_long_texts(std::vector<core::EntryPtr> entries) {
  Wholes wholes;
  if (files_ == nullptr) co_return wholes;
  for (const core::EntryPtr& entry : entries) {
    auto text = text_over_bound(*entry, outlook(), wall_now());
    if (!text) continue;
    const auto kept = co_await net::await_done<core::FileRef>([&](Done<core::FileRef> done) {
      files_->keep_text(entry->seq, entry->author->id, std::move(*text), std::move(done));
    });
    if (kept)
      wholes.emplace(entry->seq, core::file_link(files_->public_url(), *kept));
    else
      log::warn("irc." + settings_.name, "the whole text of message {} is not kept: {}", entry->seq.value,
                kept.error().told);
  }
  co_return wholes;
}

void IrcRoom::send_window(const std::vector<core::EntryPtr>& entries, const Wholes& wholes) {
  const Terms terms = outbox_.terms();
  const Outlook looks = outlook();
  const Time now = wall_now();
  for (std::size_t n = 0; n < entries.size(); ++n) {
    if (link_.channel->log().is_edited_again(*entries[n])) continue;
    const auto whole = wholes.find(entries[n]->seq);
    send_entry(n, render(*entries[n], looks, now, whole == wholes.end() ? std::string_view() : whole->second), terms);
  }
  token_ = outbox_.fresh_token();
  outbox_.send(Priority::chat, {{}, {}, "PING", {token_}}, link_.room);
}

// A batch is answered as a whole, by the label of its beginning.
void IrcRoom::send_entry(std::size_t n, std::vector<Message> lines, const Terms& terms) {
  const bool batched = terms.multiline.fit(lines);
  if (batched) lines = in_batch(std::move(lines), outbox_.fresh_token());
  for (Message& line : lines) {
    if (!batched || &line == &lines.front()) {
      std::string label = terms.labels ? outbox_.fresh_token() : std::string();
      if (terms.labels) line.tags.emplace_back("label", label);
      window_->sent(n, std::move(label));
    }
    outbox_.send(Priority::chat, line, link_.room);
  }
}

void IrcRoom::confirmed(std::string_view label, std::string_view msgid) {
  if (window_) window_->confirmed(label, msgid);
}

void IrcRoom::refused(std::string_view label, std::string reason) {
  if (window_) window_->refused(label, std::move(reason));
}

void IrcRoom::pong(std::string_view token) {
  if (!window_ || token != token_) return;
  window_->close();
  answer_.cancel();
}

void IrcRoom::signal(const core::Signal& signal) {
  if (signal.source.is_room(link_.room) || !joined() || !capabilities().typing) return;
  if (link_.policy.direction == config::Direction::from_room || link_.channel->is_muted(link_.room)) return;
  const Tick now = std::chrono::steady_clock::now();
  if (typed_ != Tick{} && now - typed_ < typing_every) return;
  typed_ = now;
  outbox_.send_if_idle({{{"+typing", "active"}}, {}, "TAGMSG", {link_.place}});
}

}  // namespace gb::irc
