#include "bridge/store/transaction.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <string>

#include "bridge/store/database.hpp"
#include "bridge/store/expiry.hpp"
#include "bridge/store/file_uses.hpp"
#include "bridge/store/identities.hpp"
#include "bridge/store/row.hpp"

namespace gb::store {

namespace {

// Runs a query for one number; the statement is reset at once, since an open one would keep old pages in the WAL.
std::optional<Seq> one_seq(SQLite::Statement& query) {
  std::optional<Seq> found;
  if (query.executeStep()) found = Seq{query.getColumn(0).getInt64()};
  query.reset();
  return found;
}

}  // namespace

struct GroupTransaction::Parts {
  explicit Parts(SQLite::Database& base)
      : database(base),
        people(base),
        files(base),
        expiry(base),
        insert(base,
               "INSERT INTO entries (channel, created, author, source_room, note, kind, target, text, extras)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        by_seq(base, std::string(select_entries) + "WHERE e.seq = ?"),
        find_remote(base, "SELECT seq FROM remote_ids WHERE room = ? AND id = ?"),
        keep_remote(base, "INSERT OR REPLACE INTO remote_ids (room, id, seq, part) VALUES (?, ?, ?, ?)"),
        find_nonce(base, "SELECT seq FROM nonces WHERE user = ? AND nonce = ? AND created > ?"),
        keep_nonce(base, "INSERT OR REPLACE INTO nonces (user, nonce, seq, created) VALUES (?, ?, ?, ?)"),
        drop_nonces(base, "DELETE FROM nonces WHERE created <= ?"),
        blank(base,
              "UPDATE entries SET text = '', extras = NULL, removed = 1"
              " WHERE channel = ?1 AND (seq = ?2 OR (target = ?2 AND kind <> ?3))"),
        edits_of(base, "SELECT seq FROM entries WHERE target = ? AND kind <> ? AND removed = 0"),
        reword(base, "UPDATE entries SET text = ?, extras = ? WHERE seq = ?"),
        pass_over(base, "INSERT INTO passed_over (room, first, last, at, reason) VALUES (?, ?, ?, ?, ?)"),
        move_cursor(base, "UPDATE rooms SET cursor = ? WHERE id = ? AND cursor < ?"),
        tell_missed(base, "UPDATE rooms SET missed = max(0, missed - ?) WHERE id = ?") {}

  SQLite::Database& database;
  Identities people;
  FileUses files;
  Expiry expiry;
  SQLite::Statement insert, by_seq, find_remote, keep_remote, find_nonce, keep_nonce, drop_nonces, blank, edits_of,
      reword, pass_over, move_cursor, tell_missed;
};

GroupTransaction::GroupTransaction(SQLite::Database& database) : parts_(std::make_unique<Parts>(database)) {}

GroupTransaction::~GroupTransaction() = default;

void GroupTransaction::begin() {
  check_in_place(parts_->database);
  parts_->database.exec("BEGIN IMMEDIATE");
}

void GroupTransaction::change_nothing() {
  parts_->database.exec("UPDATE counters SET value = value WHERE name = 'outside'");
}

void GroupTransaction::commit() {
  parts_->database.exec("COMMIT");
}

void GroupTransaction::roll_back() noexcept {
  parts_->people.forget();
  // A statement that has failed says so once more when it is next reset, and would fail whoever needs it then.
  sqlite3* const connection = parts_->database.getHandle();
  for (sqlite3_stmt* one = sqlite3_next_stmt(connection, nullptr); one != nullptr;
       one = sqlite3_next_stmt(connection, one))
    sqlite3_reset(one);
  // Fails where SQLite has rolled back already, or never began; then there is nothing left to undo.
  parts_->database.tryExec("ROLLBACK");
}

core::Appended GroupTransaction::append(core::Append fact) {
  const auto* outside = std::get_if<core::OutsidePerson>(&fact.author);
  const core::UserPtr author =
      outside != nullptr ? parts_->people.resolve(*outside, fact.created) : std::get<core::UserPtr>(fact.author);
  if (auto earlier = known_already(fact, author->id)) return {std::move(*earlier), true};

  if (!aim(fact, author->id)) return {nullptr, true};

  const Seq seq = insert(fact, author->id);
  if (!fact.remote_ids.empty()) keep_remote_ids(fact.source.room, seq, fact.remote_ids);
  if (!fact.nonce.empty()) keep_nonce(fact, author->id, seq);
  if (const auto* message = std::get_if<core::Message>(&fact.event)) parts_->files.keep(seq, message->attachments);
  if (const auto* removal = std::get_if<core::Removal>(&fact.event)) {
    undo_edit(removal->target, fact.channel);
    blank(removal->target, fact.channel);
  }
  if (const auto* edit = std::get_if<core::Edit>(&fact.event)) {
    parts_->files.keep(seq, edit->now.attachments);
    reword(*edit);
  }
  return {std::make_shared<const core::Entry>(core::Entry{seq, fact.channel, fact.source, author, fact.created,
                                                          fact.event, fact.note, false, fact.heard}),
          false};
}

// Finds what the fact refers to. False: there is nothing to do.
bool GroupTransaction::aim(core::Append& fact, UserId author) {
  const core::EntryPtr target = target_of(fact);
  if (auto* message = std::get_if<core::Message>(&fact.event)) {
    if (target) message->reply = core::Reply{target->seq, target->author->display_name};
    return true;
  }
  if (auto* removal = std::get_if<core::Removal>(&fact.event)) {
    if (target) removal->target = target->seq;
    if (removal->target == Seq{}) return false;
    removal->edits = edits_of(removal->target);
    return true;
  }
  if (!target) return true;
  auto& edit = std::get<core::Edit>(fact.event);
  const auto* said = std::get_if<core::Message>(&target->event);
  if (said == nullptr || target->removed || target->author->id != author) return false;
  edit.target = target->seq;
  edit.before = said->body.text;
  edit.now.reply = said->reply;
  if (edit.now.attachments.empty()) edit.now.attachments = said->attachments;
  return true;
}

core::EntryPtr GroupTransaction::target_of(const core::Append& fact) {
  if (fact.refers_to.empty()) return nullptr;
  const auto seq = find_remote(fact.source.room, fact.refers_to);
  core::EntryPtr target = seq ? entry(*seq) : nullptr;
  return target && target->channel == fact.channel ? target : nullptr;
}

std::optional<Seq> GroupTransaction::find_remote(RoomId room, const std::string& id) {
  SQLite::Statement& find = parts_->find_remote;
  find.reset();
  find.bind(1, room.value);
  find.bind(2, id);
  return one_seq(find);
}

std::vector<Seq> GroupTransaction::edits_of(Seq target) {
  SQLite::Statement& query = parts_->edits_of;
  query.reset();
  query.bind(1, target.value);
  query.bind(2, removal_kind);
  std::vector<Seq> edits;
  while (query.executeStep()) edits.push_back(Seq{query.getColumn(0).getInt64()});
  query.reset();
  return edits;
}

void GroupTransaction::reword(const core::Edit& edit) {
  const EventRow row = to_row(edit.now);
  SQLite::Statement& reword = parts_->reword;
  reword.reset();
  reword.clearBindings();
  reword.bindNoCopy(1, row.text);
  if (row.extras) reword.bindNoCopy(2, *row.extras);
  reword.bind(3, edit.target.value);
  reword.exec();
}

// Who takes the newest edit back wants the words of before; those of an older one are gone from the message anyway.
void GroupTransaction::undo_edit(Seq removed, ChannelId channel) {
  const core::EntryPtr entry = this->entry(removed);
  const auto* edit = entry && entry->channel == channel ? std::get_if<core::Edit>(&entry->event) : nullptr;
  if (edit == nullptr || entry->removed || edit->target == Seq{}) return;
  const std::vector<Seq> edits = edits_of(edit->target);
  if (edits.empty() || *std::ranges::max_element(edits) != removed) return;
  core::Edit before = *edit;
  before.now.body = {edit->before, {}};
  reword(before);
}

void GroupTransaction::settle(const core::Settlement& settlement) {
  for (const core::SettledEntry& settled : settlement.entries)
    keep_remote_ids(settlement.room, settled.seq, settled.remote_ids);
  for (const core::PassedOver& passed : settlement.passed) keep_passed(settlement.room, passed);
  SQLite::Statement& move = parts_->move_cursor;
  move.reset();
  move.bind(1, settlement.upto.value);
  move.bind(2, settlement.room.value);
  move.bind(3, settlement.upto.value);
  move.exec();
  if (settlement.told_missed == 0) return;
  SQLite::Statement& tell = parts_->tell_missed;
  tell.reset();
  tell.bind(1, static_cast<std::int64_t>(settlement.told_missed));
  tell.bind(2, settlement.room.value);
  tell.exec();
}

core::Expired GroupTransaction::expire(Time before) {
  return parts_->expiry.sweep(before);
}

void GroupTransaction::keep_passed(RoomId room, const core::PassedOver& passed) {
  SQLite::Statement& keep = parts_->pass_over;
  keep.reset();
  keep.bind(1, room.value);
  keep.bind(2, passed.first.value);
  keep.bind(3, passed.last.value);
  keep.bind(4, to_column(passed.when));
  keep.bindNoCopy(5, passed.reason);
  keep.exec();
}

std::vector<core::UserPtr> GroupTransaction::resolve(const std::vector<core::OutsidePerson>& people, Time now) {
  std::vector<core::UserPtr> users;
  users.reserve(people.size());
  for (const core::OutsidePerson& person : people) users.push_back(parts_->people.resolve(person, now));
  return users;
}

// Null: it is known, and no longer kept.
std::optional<core::EntryPtr> GroupTransaction::known_already(const core::Append& fact, UserId author) {
  for (const std::string& id : fact.remote_ids)
    if (const auto seq = find_remote(fact.source.room, id)) return entry(*seq);
  if (fact.nonce.empty()) return std::nullopt;
  SQLite::Statement& find = parts_->find_nonce;
  find.reset();
  find.bind(1, author.value);
  find.bind(2, fact.nonce);
  find.bind(3, to_column(fact.created - nonce_life));
  const auto seq = one_seq(find);
  return seq ? std::optional(entry(*seq)) : std::nullopt;
}

core::EntryPtr GroupTransaction::entry(Seq seq) {
  SQLite::Statement& by_seq = parts_->by_seq;
  by_seq.reset();
  by_seq.bind(1, seq.value);
  core::EntryPtr found = by_seq.executeStep() ? read_entry(by_seq) : nullptr;
  by_seq.reset();
  return found;
}

Seq GroupTransaction::insert(const core::Append& fact, UserId author) {
  const EventRow row = to_row(fact.event);
  SQLite::Statement& insert = parts_->insert;
  insert.reset();
  insert.clearBindings();
  insert.bind(1, fact.channel.value);
  insert.bind(2, to_column(fact.created));
  insert.bind(3, author.value);
  if (fact.source.kind == core::Source::Kind::room) insert.bind(4, fact.source.room.value);
  if (fact.note) insert.bind(5, fact.note->room.value_or(RoomId{}).value);
  insert.bind(6, row.kind);
  if (row.target) insert.bind(7, *row.target);
  insert.bindNoCopy(8, row.text);
  if (row.extras) insert.bindNoCopy(9, *row.extras);
  insert.exec();
  return Seq{parts_->database.getLastInsertRowid()};
}

void GroupTransaction::keep_remote_ids(RoomId room, Seq seq, const std::vector<std::string>& ids) {
  int part = 0;
  for (const std::string& id : ids) {
    SQLite::Statement& keep = parts_->keep_remote;
    keep.reset();
    keep.bind(1, room.value);
    keep.bindNoCopy(2, id);
    keep.bind(3, seq.value);
    keep.bind(4, part++);
    keep.exec();
  }
}

void GroupTransaction::keep_nonce(const core::Append& fact, UserId author, Seq seq) {
  parts_->drop_nonces.reset();
  parts_->drop_nonces.bind(1, to_column(fact.created - nonce_life));
  parts_->drop_nonces.exec();
  SQLite::Statement& keep = parts_->keep_nonce;
  keep.reset();
  keep.bind(1, author.value);
  keep.bindNoCopy(2, fact.nonce);
  keep.bind(3, seq.value);
  keep.bind(4, to_column(fact.created));
  keep.exec();
}

void GroupTransaction::blank(Seq target, ChannelId channel) {
  parts_->blank.reset();
  parts_->blank.bind(1, channel.value);
  parts_->blank.bind(2, target.value);
  parts_->blank.bind(3, removal_kind);
  if (parts_->blank.exec() > 0) parts_->files.drop(target);
}

}  // namespace gb::store
