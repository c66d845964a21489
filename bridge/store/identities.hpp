#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "bridge/core/person.hpp"

namespace SQLite {
class Database;
}

namespace gb::store {

/// Gives people from outside their ids. Used on the writer's thread, inside its transaction.
class Identities {
 public:
  /// Bound of what is remembered; beyond it everything is forgotten at once and read again as needed.
  static constexpr std::size_t most_remembered = 50'000;

  explicit Identities(SQLite::Database& database);
  ~Identities();

  /// The person's user, made if new; name and handle follow what he is called now.
  core::UserPtr resolve(const core::OutsidePerson& person, Time now);

  /// Call when a transaction was rolled back: what was remembered from it never happened.
  void forget();

 private:
  struct Statements;

  core::UserPtr find(const core::OutsidePerson& person);
  UserId next_id();
  core::UserPtr make(const core::OutsidePerson& person, Time now);
  core::UserPtr renamed(const core::User& user, const core::OutsidePerson& person);

  std::unique_ptr<Statements> statements_;
  std::unordered_map<std::string, core::UserPtr> remembered_;
};

}  // namespace gb::store
