#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/matrix/pending.hpp"
#include "adapters/matrix/repository.hpp"
#include "adapters/matrix/wire/event.hpp"
#include "bridge/core/channel.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/in_order.hpp"
#include "bridge/delivery/link.hpp"

namespace gb::matrix {

/// The way from one room into its channel: facts go in one after another, though some bring files that have to be
/// fetched first. A file that cannot be had becomes a line that says so. Lives on the event loop; what waits is bounded
/// by what a homeserver tells at once, since it tells no more before all of that is durable.
class Intake : public std::enable_shared_from_this<Intake> {
 public:
  /// All must outlive this.
  Intake(boost::asio::any_io_executor loop, Repository& repository, core::Ledger& ledger, const delivery::Link& link);

  /// A file that a message brings, and where it can be seen otherwise.
  struct Brought {
    Media media;
    std::string room_id;
    std::string event_id;
  };

  /// `pending` is told when the fact is durable.
  void say(core::Incoming incoming, std::optional<Brought> file, const std::shared_ptr<Pending>& pending);
  void retract(core::Retraction retraction, const std::shared_ptr<Pending>& pending);

  /// What waits is not kept: the homeserver will tell it again.
  void stop() { stopped_ = true; }

 private:
  void keep(core::Incoming incoming, const std::shared_ptr<Pending>& pending);
  Done<core::Appended> told(const std::shared_ptr<Pending>& pending) const;
  boost::asio::awaitable<core::Message> with_file(core::Message message, core::OutsidePerson author, Brought file);
  boost::asio::awaitable<result<core::FileRef>> keep_file(core::OutsidePerson author, Media media);

  Repository& repository_;
  core::Ledger& ledger_;
  const delivery::Link& link_;
  std::shared_ptr<delivery::InOrder> order_;
  bool stopped_ = false;
};

}  // namespace gb::matrix
