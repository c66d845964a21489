#pragma once

#include <cstdint>
#include <string>

#include "config/model/quantity.hpp"

namespace gb::config {

/// `[origin]`: an existing server of the guild protocol that we run alongside. Rooms are named "origin/GUILD/CHANNEL".
struct Origin {
  std::string url;          ///< "https://chat.example.org"; empty: there is none.
  std::string tls_ca_file;  ///< PEM; empty: the system's.

  // The account that speaks for people from elsewhere. Needed only where its channels are linked.
  std::int64_t user = 0;  ///< Its id there; 0: none.
  Secret password;

  std::string format = "<{name}> {text}";  ///< How what somebody says elsewhere is posted there.
  Duration request_timeout = std::chrono::seconds(20);
  Duration reconnect_min = std::chrono::seconds(2);
  Duration reconnect_max = std::chrono::minutes(5);
  Duration catch_up_age = std::chrono::hours(24);  ///< Older entries are skipped, with one line that says so.
  std::uint32_t catch_up_entries = 1000;           ///< More than that are skipped likewise.

  bool exists() const { return !url.empty(); }
  bool has_account() const { return user != 0 && !password.empty(); }

  friend bool operator==(const Origin&, const Origin&) = default;
};

}  // namespace gb::config
