#include "adapters/origin/intake.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/retry_after.hpp"
#include "bridge/origin/file_url.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;

constexpr std::array<std::chrono::milliseconds, 2> pauses{{std::chrono::seconds(1), std::chrono::seconds(4)}};

awaitable<void> pause(std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace

Intake::Intake(boost::asio::any_io_executor loop, std::string url, net::HttpClient& http, files::FileStore& files,
               core::Ledger& ledger, std::shared_ptr<const delivery::Link> link)
    : url_(std::move(url)),
      http_(http),
      files_(files),
      ledger_(ledger),
      link_(std::move(link)),
      order_(std::make_shared<delivery::InOrder>(std::move(loop), "origin")) {}

void Intake::say(core::Incoming incoming, std::vector<guild::File> files, Told told) {
  const auto self = shared_from_this();
  if (files.empty()) {
    order_->quick([self, incoming = std::move(incoming), told = std::move(told)] { self->keep(incoming, told); });
    return;
  }
  order_->slow([self, incoming = std::move(incoming), files = std::move(files),
                told = std::move(told)]() mutable -> awaitable<void> {
    for (const guild::File& file : files) co_await self->add_file(incoming, file);
    self->keep(std::move(incoming), told);
  });
}

void Intake::keep(core::Incoming incoming, const Told& told) {
  if (stopped_) return told(false);
  link_->channel->receive(link_->room, std::move(incoming),
                          [name = link_->name, told](const result<core::Appended>& kept) {
                            // The store has said what is wrong, once; the next history tells it again.
                            if (!kept)
                              log::write(kept.error().retry ? log::Level::debug : log::Level::error, "origin",
                                         "a message of " + name + " is not kept: " + kept.error().told);
                            told(kept.has_value());
                          });
}

awaitable<void> Intake::add_file(core::Incoming& incoming, guild::File file) {
  if (stopped_) co_return;
  auto kept = co_await keep_file(incoming.author, file);
  if (kept) {
    incoming.message.attachments.push_back(std::move(*kept));
    co_return;
  }
  log::warn("origin", "{}: the file {} is not relayed: {}", link_->name, file.file_name, kept.error().told);
  std::string& text = incoming.message.body.text;
  if (!text.empty()) text += '\n';
  text += fmt::format("[image: {}, {}] {}", file.file_name, kept.error().told, file_url(url_, file));
}

awaitable<result<core::FileRef>> Intake::keep_file(core::OutsidePerson author, guild::File file) {
  auto bytes = co_await fetch(file_url(url_, file));
  if (!bytes) co_return bytes.error();
  using People = std::vector<core::UserPtr>;
  const auto known =
      co_await net::await_done<People>([&](Done<People> done) { ledger_.resolve({author}, std::move(done)); });
  if (!known) co_return known.error();
  core::FileFacts facts;
  facts.type = "image/*";
  facts.title = file.file_name;
  auto kept = co_await net::await_done<core::FileRef>([&](Done<core::FileRef> done) {
    files_.keep(known->front()->id, std::move(*bytes), std::move(facts), std::move(done));
  });
  co_return kept;
}

// Tried again for a while where the fault may pass.
awaitable<result<std::string>> Intake::fetch(std::string url) {
  for (std::size_t tries = 0;; ++tries) {
    net::HttpRequest request;
    request.url = url;
    request.max_body = files_.settings().max_download;
    auto answer = co_await http_.send(std::move(request));
    if (answer && answer->status == 200) co_return std::move(answer->body);
    const bool passing = answer ? net::is_passing(answer->status) : answer.error().retry;
    if (!passing || tries >= pauses.size() || stopped_) break;
    co_await pause(pauses.at(tries));
  }
  co_return Error{Fault::peer, false, "could not be fetched"};
}

}  // namespace gb::origin
