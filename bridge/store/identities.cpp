#include "bridge/store/identities.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "bridge/store/row.hpp"

namespace gb::store {

struct Identities::Statements {
  explicit Statements(SQLite::Database& database)
      : find(database,
             "SELECT p.id, p.created, p.handle, p.display_name FROM outsiders o JOIN people p ON p.id = o.user"
             " WHERE o.network = ? AND o.key = ?"),
        next(database, "UPDATE counters SET value = value + 1 WHERE name = 'outside' RETURNING value"),
        person(database, "INSERT INTO people (id, created, handle, display_name) VALUES (?, ?, ?, ?)"),
        outsider(database, "INSERT INTO outsiders (network, key, user) VALUES (?, ?, ?)"),
        rename(database, "UPDATE people SET handle = ?, display_name = ? WHERE id = ?") {}

  SQLite::Statement find, next, person, outsider, rename;
};

Identities::Identities(SQLite::Database& database) : statements_(std::make_unique<Statements>(database)) {}

Identities::~Identities() = default;

core::UserPtr Identities::resolve(const core::OutsidePerson& person, Time now) {
  const std::string key = person.network + '\n' + person.key;
  core::UserPtr& known = remembered_[key];
  if (!known) known = find(person);
  if (!known) known = make(person, now);
  if (known->display_name != person.name || known->handle != handle_of(person)) known = renamed(*known, person);
  core::UserPtr user = known;
  if (remembered_.size() > most_remembered) remembered_.clear();
  return user;
}

void Identities::forget() {
  remembered_.clear();
}

core::UserPtr Identities::find(const core::OutsidePerson& person) {
  SQLite::Statement& query = statements_->find;
  query.reset();
  query.bind(1, person.network);
  query.bind(2, person.key);
  if (!query.executeStep()) return nullptr;
  auto user = std::make_shared<core::User>();
  user->id = UserId{query.getColumn(0).getInt64()};
  user->created = time_of(query.getColumn(1).getInt64());
  user->handle = query.getColumn(2).getString();
  user->display_name = query.getColumn(3).getString();
  query.reset();
  return user;
}

UserId Identities::next_id() {
  SQLite::Statement& next = statements_->next;
  next.reset();
  next.executeStep();
  const UserId id{next.getColumn(0).getInt64()};
  next.reset();
  return id;
}

core::UserPtr Identities::make(const core::OutsidePerson& person, Time now) {
  const UserId id = person.id ? *person.id : next_id();
  auto user = std::make_shared<const core::User>(core::User{id, now, handle_of(person), person.name});

  SQLite::Statement& insert = statements_->person;
  insert.reset();
  insert.bind(1, user->id.value);
  insert.bind(2, to_column(user->created));
  insert.bind(3, user->handle);
  insert.bind(4, user->display_name);
  insert.exec();

  SQLite::Statement& outsider = statements_->outsider;
  outsider.reset();
  outsider.bind(1, person.network);
  outsider.bind(2, person.key);
  outsider.bind(3, user->id.value);
  outsider.exec();
  return user;
}

core::UserPtr Identities::renamed(const core::User& user, const core::OutsidePerson& person) {
  auto now = std::make_shared<core::User>(user);
  now->handle = handle_of(person);
  now->display_name = person.name;
  SQLite::Statement& rename = statements_->rename;
  rename.reset();
  rename.bind(1, now->handle);
  rename.bind(2, now->display_name);
  rename.bind(3, now->id.value);
  rename.exec();
  return now;
}

}  // namespace gb::store
