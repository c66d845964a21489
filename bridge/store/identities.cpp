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
        known_person(database,
                     "INSERT INTO people (id, created, handle, display_name) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
                     " DO UPDATE SET handle = excluded.handle, display_name = excluded.display_name RETURNING created"),
        outsider(database,
                 "INSERT INTO outsiders (network, key, user) VALUES (?, ?, ?)"
                 " ON CONFLICT (network, key) DO UPDATE SET user = excluded.user"),
        rename(database, "UPDATE people SET handle = ?, display_name = ? WHERE id = ?") {}

  SQLite::Statement find, next, person, known_person, outsider, rename;
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

// An id that we give is new. One that was given to us may be there without its outsider, in a file that was merged or
// whose network was called something else: then the person is the one who is there.
core::UserPtr Identities::make(const core::OutsidePerson& person, Time now) {
  auto user =
      std::make_shared<core::User>(core::User{person.id ? *person.id : next_id(), now, handle_of(person), person.name});

  SQLite::Statement& insert = person.id ? statements_->known_person : statements_->person;
  insert.reset();
  insert.bind(1, user->id.value);
  insert.bind(2, to_column(user->created));
  insert.bind(3, user->handle);
  insert.bind(4, user->display_name);
  if (insert.executeStep()) user->created = time_of(insert.getColumn(0).getInt64());
  insert.reset();

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
