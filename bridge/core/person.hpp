#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"

namespace gb::core {

/// Anyone who can be an author, native or from outside, as the guild protocol shows them.
struct User {
  UserId id;
  Time created;
  std::string handle;        ///< Unique; people from outside: `name@network`.
  std::string display_name;  ///< As the person wrote it: any characters, possibly hostile.
};

using UserPtr = std::shared_ptr<const User>;

/// A native's own view of himself, and what the gateway needs to know of him.
struct Account {
  UserPtr user;
  Time handle_last_updated;
  std::string email;
  bool admin = false;
  std::uint64_t login = 0;  ///< Another number after each change of the password.
};

/// Somebody on another network, before the ledger has given him an id. Network and key are the identity.
struct OutsidePerson {
  std::string network;   ///< As the config names it: "irc.libera".
  std::string key;       ///< Stable within the network: "account:bob", else "nick:bob" (case-folded), or a Matrix id.
  std::string name;      ///< As shown there now.
  std::string handle{};  ///< What he is called there, where that is not the name.
  std::optional<UserId> id{};  ///< Where the network's own ids are ours as well (`origin_user`); else he is given one.

  friend bool operator==(const OutsidePerson&, const OutsidePerson&) = default;
};

/// The network of people of the origin.
inline constexpr const char* origin_network = "origin";

inline std::string handle_of(const OutsidePerson& person) {
  return (person.handle.empty() ? person.name : person.handle) + "@" + person.network;
}

}  // namespace gb::core
