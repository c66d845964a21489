#include "adapters/matrix/intake.hpp"

#include <utility>
#include <vector>

#include "adapters/matrix/media_line.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"

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
    : repository_(repository),
      ledger_(ledger),
      link_(link),
      order_(std::make_shared<delivery::InOrder>(std::move(loop), "matrix")) {}

void Intake::say(core::Incoming incoming, std::optional<Brought> file, const std::shared_ptr<Pending>& pending) {
  pending->begin();
  const auto self = shared_from_this();
  if (!file) {
    order_->quick([self, incoming = std::move(incoming), pending] { self->keep(incoming, pending); });
    return;
  }
  order_->slow([self, incoming = std::move(incoming), file = std::move(*file), pending]() mutable -> awaitable<void> {
    if (!self->stopped_) incoming.message = co_await self->with_file(incoming.message, incoming.author, file);
    self->keep(std::move(incoming), pending);
  });
}

void Intake::retract(core::Retraction retraction, const std::shared_ptr<Pending>& pending) {
  pending->begin();
  order_->quick([self = shared_from_this(), retraction = std::move(retraction), pending] {
    if (self->stopped_) return pending->end(false);
    self->link_.channel->retract(self->link_.room, retraction, self->told(pending));
  });
}

void Intake::keep(core::Incoming incoming, const std::shared_ptr<Pending>& pending) {
  if (stopped_) return pending->end(false);
  link_.channel->receive(link_.room, std::move(incoming), told(pending));
}

Done<core::Appended> Intake::told(const std::shared_ptr<Pending>& pending) const {
  return [name = link_.name, pending](const result<core::Appended>& kept) {
    // The store has said what is wrong, once; the homeserver tells it again.
    if (!kept)
      log::write(kept.error().retry ? log::Level::debug : log::Level::error, "matrix",
                 "a message of " + name + " could not be kept: " + kept.error().told);
    pending->end(kept.has_value());
  };
}

awaitable<core::Message> Intake::with_file(core::Message message, core::OutsidePerson author, Brought file) {
  auto kept = co_await keep_file(std::move(author), file.media);
  if (kept) {
    message.attachments.push_back(std::move(*kept));
  } else if (!stopped_) {
    log::warn("matrix", "{}: the file of {} is not relayed: {}", link_.name, file.event_id, kept.error().told);
    message.body = with_media(std::move(message.body), file.media, kept.error().told, file.room_id, file.event_id);
  }
  co_return message;
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

}  // namespace gb::matrix
