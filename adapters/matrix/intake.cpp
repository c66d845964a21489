#include "adapters/matrix/intake.hpp"

#include <utility>
#include <vector>

#include "adapters/matrix/media_line.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/spawn.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;

// The type that a file is said to have; one that is said to be a picture is refused if it is none.
std::string claimed_type(const Media& media) {
  switch (media.kind) {
    case MediaKind::image:
    case MediaKind::sticker:
      return media.mimetype.starts_with("image/") ? media.mimetype : "image/*";
    case MediaKind::audio:
      return media.mimetype.starts_with("audio/") ? media.mimetype : "audio/*";
    case MediaKind::video:
      return media.mimetype.starts_with("video/") ? media.mimetype : "video/*";
    case MediaKind::file:
      break;
  }
  return media.mimetype.starts_with("image/") ? std::string() : media.mimetype;
}

}  // namespace

Intake::Intake(boost::asio::any_io_executor loop, Repository& repository, core::Ledger& ledger,
               const delivery::Link& link)
    : loop_(std::move(loop)), repository_(repository), ledger_(ledger), link_(link) {}

void Intake::say(core::Incoming incoming, std::optional<Brought> file, std::shared_ptr<Pending> pending) {
  take({std::move(incoming), std::nullopt, std::move(file), std::move(pending)});
}

void Intake::retract(core::Retraction retraction, std::shared_ptr<Pending> pending) {
  take({std::nullopt, std::move(retraction), std::nullopt, std::move(pending)});
}

void Intake::take(Fact fact) {
  fact.pending->begin();
  if (!working_ && !fact.file) return keep(std::move(fact));
  waiting_.push_back(std::move(fact));
  if (std::exchange(working_, true)) return;
  net::spawn(loop_, "files of " + link_.name, work_off());
}

void Intake::keep(Fact fact) {
  const auto done = [name = link_.name, pending = fact.pending](const result<core::Appended>& kept) {
    if (!kept) log::error("matrix", "a message of {} could not be kept: {}", name, kept.error().told);
    pending->end(kept.has_value());
  };
  if (fact.said)
    link_.channel->receive(link_.room, std::move(*fact.said), done);
  else
    link_.channel->retract(link_.room, std::move(*fact.retracted), done);
}

awaitable<void> Intake::work_off() {
  const auto self = shared_from_this();
  while (!waiting_.empty()) {
    Fact fact = std::move(waiting_.front());
    waiting_.pop_front();
    if (fact.file && !stopped_) co_await fetch(fact);
    if (stopped_)
      fact.pending->end(false);
    else
      keep(std::move(fact));
  }
  working_ = false;
}

awaitable<void> Intake::fetch(Fact& fact) {
  const Brought& file = *fact.file;
  core::Message& message = fact.said->message;
  auto kept = co_await keep_file(fact.said->author, file.media);
  if (kept) {
    message.attachments.push_back(std::move(*kept));
    co_return;
  }
  if (stopped_) co_return;
  log::warn("matrix", "{}: the file of {} is not relayed: {}", link_.name, file.event_id, kept.error().told);
  message.body = with_media(std::move(message.body), file.media, kept.error().told, file.room_id, file.event_id);
}

awaitable<result<core::FileRef>> Intake::keep_file(core::OutsidePerson author, Media media) {
  const auto most = repository_.files().settings().max_download;
  if (media.size && static_cast<std::uint64_t>(*media.size) > most) co_return Error{Fault::peer, false, "too large"};
  auto bytes = co_await repository_.fetch(media.mxc, most);
  if (!bytes) co_return bytes.error();
  using People = std::vector<core::UserPtr>;
  const auto known =
      co_await net::await_done<People>([&](Done<People> done) { ledger_.resolve({author}, std::move(done)); });
  if (!known) co_return known.error();
  core::FileFacts facts;
  facts.type = claimed_type(media);
  facts.title = media.name;
  auto kept = co_await net::await_done<core::FileRef>([&](Done<core::FileRef> done) {
    repository_.files().keep(known->front()->id, std::move(*bytes), std::move(facts), std::move(done));
  });
  co_return kept;
}

void Intake::stop() {
  stopped_ = true;
}

}  // namespace gb::matrix
