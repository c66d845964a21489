#include "bridge/store/ledger.hpp"

#include <SQLiteCpp/Database.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "bridge/store/database.hpp"
#include "bridge/store/reading.hpp"
#include "bridge/store/transaction.hpp"
#include "bridge/store/writer.hpp"

namespace gb::store {
namespace {

// The completion and the failure of a request share one `done`; only one of the two is ever called.
template <class T, class Deed>
Writer::Request request_of(Deed deed, Done<T> done, bool urgent) {
  auto shared = std::make_shared<Done<T>>(std::move(done));
  return Writer::Request{
      [deed = std::move(deed), shared](GroupTransaction& transaction) mutable -> std::function<void()> {
        return [shared, outcome = deed(transaction)] { (*shared)(outcome); };
      },
      [shared](Error error) { (*shared)(std::move(error)); },
      urgent,
      false,
  };
}

}  // namespace

result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(const std::string& path,
                                                         const boost::asio::any_io_executor& loop) {
  auto writing = open_database(path);
  if (!writing) return writing.error();
  auto reading = open_connection(path);
  if (!reading) return reading.error();
  return std::unique_ptr<SqliteLedger>(new SqliteLedger(std::make_unique<Writer>(std::move(*writing), loop),
                                                        std::make_unique<Reading>(std::move(*reading), loop)));
}

SqliteLedger::SqliteLedger(std::unique_ptr<Writer> writer, std::unique_ptr<Reading> reading)
    : writer_(std::move(writer)), reading_(std::move(reading)) {}

SqliteLedger::~SqliteLedger() = default;

Health::State SqliteLedger::health() const {
  return writer_->health();
}

const Distribution& SqliteLedger::commits() const {
  return writer_->commits();
}

std::size_t SqliteLedger::waiting() const {
  return writer_->waiting();
}

void SqliteLedger::append(core::Append append, Done<core::Appended> done) {
  const bool held = append.only_once;
  append.heard = std::chrono::steady_clock::now();
  if (witness_ != nullptr)
    done = [witness = witness_, ids = append.remote_ids, done = std::move(done)](result<core::Appended> outcome) {
      if (outcome && !outcome->known) witness->appended(*outcome->entry, ids);
      done(std::move(outcome));
    };
  auto deed = [fact = std::move(append)](GroupTransaction& transaction) mutable -> result<core::Appended> {
    return transaction.append(std::move(fact));
  };
  Writer::Request request = request_of<core::Appended>(std::move(deed), std::move(done), true);
  request.held = held;
  if (writer_->waiting() >= most_waiting) {
    writer_->refuse(std::move(request), Error{Fault::house, true, "the store is behind; try again in a moment"});
    return;
  }
  writer_->queue(std::move(request));
}

void SqliteLedger::settle(core::Settlement settlement, Done<void> done) {
  auto deed = [settlement = std::move(settlement)](GroupTransaction& transaction) -> result<void> {
    transaction.settle(settlement);
    return {};
  };
  writer_->queue(request_of<void>(std::move(deed), std::move(done), false));
}

void SqliteLedger::read(core::ReadRange range, Done<std::vector<core::EntryPtr>> done) {
  reading_->entries(range, std::move(done));
}

void SqliteLedger::resolve(std::vector<core::OutsidePerson> people, Done<std::vector<core::UserPtr>> done) {
  auto deed = [people = std::move(people)](GroupTransaction& transaction) -> result<std::vector<core::UserPtr>> {
    return transaction.resolve(people, wall_now());
  };
  writer_->queue(request_of<std::vector<core::UserPtr>>(std::move(deed), std::move(done), true));
}

void SqliteLedger::find(RoomId room, std::string remote_id, Done<std::optional<Seq>> done) {
  reading_->find(room, std::move(remote_id), std::move(done));
}

void SqliteLedger::count(core::Stretch stretch, Done<std::size_t> done) {
  reading_->count(stretch, std::move(done));
}

void SqliteLedger::remote_ids(RoomId room, Seq entry, Done<std::vector<std::string>> done) {
  reading_->remote_ids(room, entry, std::move(done));
}

void SqliteLedger::expire(Time before, Done<core::Expired> done) {
  auto deed = [before](GroupTransaction& transaction) -> result<core::Expired> { return transaction.expire(before); };
  writer_->queue(request_of<core::Expired>(std::move(deed), std::move(done), false));
}

}  // namespace gb::store
