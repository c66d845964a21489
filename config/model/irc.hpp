#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/model/quantity.hpp"

namespace gb::config {

/// `sasl = { ... }` of an IRC network.
struct Sasl {
  std::string mechanism;  ///< "PLAIN", "EXTERNAL" or "SCRAM-SHA-256". Empty: no SASL.
  std::string account;
  Secret password;

  friend bool operator==(const Sasl&, const Sasl&) = default;
};

/// `[irc.NAME]`: one IRC network.
struct Irc {
  std::string name;    ///< NAME; rooms are named "irc.NAME/#channel".
  std::string server;  ///< "host:port".
  bool tls = true;
  std::vector<std::string> tls_fingerprints;  ///< SHA-256 of the server's certificate, hex; replaces other checks.
  std::string tls_ca_file;                    ///< PEM; empty: the system's.
  std::string tls_certificate;                ///< Client certificate, PEM, for SASL EXTERNAL.
  std::string tls_key;                        ///< Its key, PEM.
  std::string nick = "guildbridge";
  std::string username = "guildbridge";
  std::string realname = "guildbridge";
  Secret password;  ///< PASS of the server.
  Sasl sasl;
  Secret nickserv_password;                  ///< Used only where SASL is not.
  std::string fallback_encoding = "latin1";  ///< Of lines that are not UTF-8: "latin1" or "windows-1252".
  Rate pace{5, 0.5};                         ///< Lines sent; without a limit only for servers that do not mind floods.
  bool relaymsg = false;                     ///< Speak as NICK/suffix where the server offers RELAYMSG.
  std::string relaymsg_suffix = "g";
  bool fetch_pictures = false;  ///< Attach the pictures that people link to; else links stay links.
  Duration connect_timeout = std::chrono::seconds(30);
  Duration idle_ping = std::chrono::seconds(90);     ///< Silence after which the link is tested.
  Duration idle_timeout = std::chrono::seconds(60);  ///< Silence after the test that makes it dead.
  Duration reconnect_min = std::chrono::seconds(5);
  Duration reconnect_max = std::chrono::minutes(10);
  Duration rejoin_delay = std::chrono::seconds(10);  ///< After a kick or a refused JOIN; grows.
  Duration catch_up_age = std::chrono::hours(24);    ///< Older entries are skipped, with one line that says so.
  std::uint32_t catch_up_entries = 100;              ///< More than that are skipped likewise.

  friend bool operator==(const Irc&, const Irc&) = default;
};

}  // namespace gb::config
