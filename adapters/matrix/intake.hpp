#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "adapters/matrix/pending.hpp"
#include "adapters/matrix/repository.hpp"
#include "adapters/matrix/wire/event.hpp"
#include "bridge/core/channel.hpp"
#include "bridge/core/ledger.hpp"
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
  void say(core::Incoming incoming, std::optional<Brought> file, std::shared_ptr<Pending> pending);
  void retract(core::Retraction retraction, std::shared_ptr<Pending> pending);

  /// What waits is not kept: the homeserver will tell it again.
  void stop();

 private:
  struct Fact {
    std::optional<core::Incoming> said;
    std::optional<core::Retraction> retracted;
    std::optional<Brought> file;
    std::shared_ptr<Pending> pending;
  };

  void take(Fact fact);
  void keep(Fact fact);
  boost::asio::awaitable<void> work_off();
  boost::asio::awaitable<void> fetch(Fact& fact);
  boost::asio::awaitable<result<core::FileRef>> keep_file(core::OutsidePerson author, Media media);

  boost::asio::any_io_executor loop_;
  Repository& repository_;
  core::Ledger& ledger_;
  const delivery::Link& link_;
  std::deque<Fact> waiting_;
  bool working_ = false;
  bool stopped_ = false;
};

}  // namespace gb::matrix
