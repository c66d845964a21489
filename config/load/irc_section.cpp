#include <fmt/format.h>

#include <array>

#include "config/load/sections.hpp"
#include "config/load/values.hpp"

namespace gb::config {
namespace {

void read_sasl(Section& section, Sasl& out) {
  section.one_of("mechanism", out.mechanism, std::array{"PLAIN", "EXTERNAL", "SCRAM-SHA-256"});
  section.text("account", out.account);
  section.secret("password", out.password);
  if (out.mechanism != "EXTERNAL" && !out.mechanism.empty() && (out.account.empty() || out.password.empty()))
    section.problem_here("mechanism", fmt::format("{} needs account and password", out.mechanism));
}

void read_server(Section& section, Irc& out) {
  section.text("server", out.server);
  if (!section.has("server"))
    section.problem_here("server", "is missing", "write server = \"irc.example.org:6697\"");
  else if (!is_server(out.server))
    section.problem_here("server", fmt::format("\"{}\" is not an address with a port", out.server),
                         "write \"host:port\"");
  section.boolean("tls", out.tls);
  section.texts("tls_fingerprints", out.tls_fingerprints);
  for (const std::string& fingerprint : out.tls_fingerprints)
    if (!is_fingerprint(fingerprint))
      section.problem_here("tls_fingerprints", fmt::format("\"{}\" is not a SHA-256 fingerprint", fingerprint),
                           "64 hex digits, with or without colons");
  section.file("tls_ca_file", out.tls_ca_file);
  section.file("tls_certificate", out.tls_certificate);
  section.file("tls_key", out.tls_key);
}

void read_identity(Section& section, Irc& out) {
  section.text("nick", out.nick);
  if (!is_nick(out.nick))
    section.problem_here("nick", fmt::format("\"{}\" is not a nick", out.nick), "no spaces, and no digit in front");
  section.text("username", out.username);
  if (!is_word(out.username) || out.username.find('@') != std::string::npos)
    section.problem_here("username", fmt::format("\"{}\" is not one word", out.username));
  section.text("realname", out.realname);
  if (!is_label(out.realname, 100)) section.problem_here("realname", "must be one line of 1 to 100 bytes");
  section.secret("password", out.password);
  section.table("sasl", [&](Section& sasl) { read_sasl(sasl, out.sasl); });
  section.secret("nickserv_password", out.nickserv_password);
  section.boolean("relaymsg", out.relaymsg);
  section.boolean("fetch_pictures", out.fetch_pictures);
  section.text("relaymsg_suffix", out.relaymsg_suffix);
  if (!is_nick(out.relaymsg_suffix) || out.relaymsg_suffix.size() > 16)
    section.problem_here("relaymsg_suffix", fmt::format("\"{}\" cannot be part of a nick", out.relaymsg_suffix),
                         "a few letters");
}

}  // namespace

void read_irc(Section& section, Irc& out) {
  read_server(section, out);
  read_identity(section, out);
  section.one_of("fallback_encoding", out.fallback_encoding, std::array{"latin1", "windows-1252"});
  section.rate("pace", out.pace);
  section.duration("connect_timeout", out.connect_timeout);
  section.duration("idle_ping", out.idle_ping);
  section.duration("idle_timeout", out.idle_timeout);
  section.duration("reconnect_min", out.reconnect_min);
  section.duration("reconnect_max", out.reconnect_max);
  if (out.reconnect_min > out.reconnect_max)
    section.problem_here(section.has("reconnect_min") ? "reconnect_min" : "reconnect_max",
                         "reconnect_min is longer than reconnect_max");
  section.duration("rejoin_delay", out.rejoin_delay);
  section.duration("catch_up_age", out.catch_up_age);
  section.count("catch_up_entries", out.catch_up_entries, 1);
}

}  // namespace gb::config
