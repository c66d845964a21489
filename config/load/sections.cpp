#include "config/load/sections.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "config/load/loader.hpp"

namespace gb::config {
namespace {

void check_address(Section& section, const char* key, const std::string& value) {
  if (split_host_port(value).host.empty())
    section.problem_here(key, fmt::format("\"{}\" is not an address with a port", value), "write \"host:port\"");
}

/// "10.1.2.3", "10.0.0.0/8", and the same of IPv6.
bool is_network(const std::string& text) {
  const std::string address = text.substr(0, text.find('/'));
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const bool four = ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  if (!four && ::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return false;
  if (address.size() == text.size()) return true;
  int bits = -1;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data() + address.size() + 1, end, bits);
  return fault == std::errc{} && stop == end && bits >= 0 && bits <= (four ? 32 : 128);
}

bool is_nick(const std::string& text) {
  constexpr std::string_view unfit = " ,:!@*?#&.$+~%";
  return !text.empty() && (text.front() < '0' || text.front() > '9') && text.front() != '-' &&
         std::ranges::none_of(text, [&](char c) {
           return unfit.find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x21 || c == 0x7f;
         });
}

template <std::size_t N>
void one_of(Section& section, const char* key, std::string& out, const std::array<const char*, N>& words) {
  section.text(key, out);
  if (out.empty() || std::ranges::any_of(words, [&](const char* word) { return out == word; })) return;
  section.problem_here(key, fmt::format("\"{}\" is none of {}", out, fmt::join(words, ", ")));
}

void read_rate(Section& section, const char* key, Rate& out) {
  section.table(key, [&](Section& rate) {
    rate.number("burst", out.burst);
    rate.number("per_second", out.per_second);
    if (out.burst < 1) rate.problem_here("burst", "must be 1 or more: nothing could ever be sent");
  });
}

void read_tls(Section& section, GatewayTls& out) {
  section.file("certificate", out.certificate);
  section.file("key", out.key);
  if (out.certificate.empty() != out.key.empty()) section.problem_here("key", "certificate and key go together");
}

void read_sasl(Section& section, Sasl& out) {
  one_of(section, "mechanism", out.mechanism, std::array{"PLAIN", "EXTERNAL", "SCRAM-SHA-256"});
  section.text("account", out.account);
  section.secret("password", out.password);
  if (out.mechanism != "EXTERNAL" && !out.mechanism.empty() && (out.account.empty() || out.password.empty()))
    section.problem_here("mechanism", fmt::format("{} needs account and password", out.mechanism));
}

// False if it is none, which is said.
bool split_room(Section& section, const toml::node& where, Room& out) {
  const std::size_t slash = out.room.find('/');
  out.network = out.room.substr(0, slash);
  out.place = slash == std::string::npos ? "" : out.room.substr(slash + 1);
  if (out.network.empty() || out.place.empty()) {
    section.problem(where, "rooms", fmt::format("\"{}\" is not a room", out.room), "write \"irc.NETWORK/#channel\"");
    return false;
  }
  constexpr std::string_view marks = "#&+!";
  if (out.network.starts_with("irc.") && marks.find(out.place.front()) == std::string_view::npos)
    section.problem(where, "rooms", fmt::format("\"{}\" has no channel mark", out.room),
                    fmt::format("did you mean \"{}/#{}\"?", out.network, out.place));
  return true;
}

void read_room_table(Section& section, Room& out) {
  section.text("room", out.room);
  std::string direction = "both";
  one_of(section, "direction", direction, std::array{"both", "in", "out"});
  out.direction = direction == "in" ? Direction::from_room : direction == "out" ? Direction::to_room : Direction::both;
  section.secret("key", out.key);
  section.count("max_lines", out.max_lines, 1);
  section.boolean("typing", out.typing);
  section.texts("ignore", out.ignore);
  section.finish();
}

void read_rooms(Section& section, std::vector<Room>& out) {
  const toml::node* found = section.node("rooms");
  if (found == nullptr) return;
  const toml::array* list = found->as_array();
  if (list == nullptr) return section.problem(*found, "rooms", "must be a list", "write [\"irc.NETWORK/#channel\"]");
  for (const toml::node& item : *list) {
    Room room;
    if (item.is_string()) {
      room.room = item.as_string()->get();
    } else if (item.is_table()) {
      Section inner(*item.as_table(), section.path() + ".rooms", section.report());
      read_room_table(inner, room);
    } else {
      section.problem(item, "rooms", "a room is a string or a table");
      continue;
    }
    if (!split_room(section, item, room)) continue;
    section.report().rooms.push_back({&item, section.path() + ".rooms", room});
    out.push_back(std::move(room));
  }
}

void read_channel(Section& section, Channel& out) {
  out.name = out.key;
  section.id("id", out.id, section.report().channel_ids);
  section.text("name", out.name);
  section.text("description", out.description);
  read_rooms(section, out.rooms);
}

void read_members(Section& section, Guild& out) {
  const toml::node* found = section.node("members");
  if (found == nullptr) return;
  if (found->is_string() && found->as_string()->get() == "everyone") return;
  out.everyone = false;
  if (!found->is_array())
    return section.problem(*found, "members", "must be \"everyone\" or a list of handles",
                           "write [\"alice\", \"bob\"]");
  section.texts("members", out.members);
}

}  // namespace

void read_gateway(Section& section, Gateway& out) {
  section.text("listen", out.listen);
  check_address(section, "listen", out.listen);
  section.text("public_url", out.public_url);
  section.texts("allowed_origins", out.allowed_origins);
  section.texts("trusted_proxies", out.trusted_proxies);
  for (const std::string& proxy : out.trusted_proxies)
    if (!is_network(proxy))
      section.problem_here("trusted_proxies", fmt::format("\"{}\" is not an address or network", proxy),
                           "write \"127.0.0.1\" or \"10.0.0.0/8\"");
  section.count("logins_per_minute", out.logins_per_minute);
  section.duration("ping_interval", out.ping_interval);
  section.duration("ping_timeout", out.ping_timeout);
  section.duration("connect_timeout", out.connect_timeout);
  section.duration("upgrade_timeout", out.upgrade_timeout);
  section.duration("request_timeout", out.request_timeout);
  section.bytes("max_payload", out.max_payload);
  section.bytes("max_unread", out.max_unread);
  section.count("max_connections", out.max_connections, 1);
  section.count("max_connections_per_address", out.max_connections_per_address);
  read_rate(section, "posts", out.posts);
  read_rate(section, "packets", out.packets);
  section.bytes("max_content", out.max_content);
  section.count("history", out.history, 1);
  section.table("tls", [&](Section& tls) { read_tls(tls, out.tls); });
}

void read_admin(Section& section, Admin& out) {
  section.text("listen", out.listen);
  if (out.listen.empty()) return;
  check_address(section, "listen", out.listen);
  const std::string host = split_host_port(out.listen).host;
  if (!host.empty() && host != "localhost" && host != "::1" && !host.starts_with("127."))
    section.problem_here("listen", "must be a loopback address: whoever reaches it sees everything",
                         "write \"127.0.0.1:8081\"");
}

void read_log(Section& section, Log& out) {
  one_of(section, "level", out.level, std::array{"debug", "info", "warn", "error"});
}

void read_irc(Section& section, Irc& out) {
  if (!section.has("server")) section.problem_here("server", "is missing", "write server = \"irc.example.org:6697\"");
  section.text("server", out.server);
  if (section.has("server")) check_address(section, "server", out.server);
  section.boolean("tls", out.tls);
  section.texts("tls_fingerprints", out.tls_fingerprints);
  section.file("tls_ca_file", out.tls_ca_file);
  section.file("tls_certificate", out.tls_certificate);
  section.file("tls_key", out.tls_key);
  section.text("nick", out.nick);
  if (!is_nick(out.nick))
    section.problem_here("nick", fmt::format("\"{}\" is not a nick", out.nick), "no spaces, and no digit in front");
  section.text("username", out.username);
  section.text("realname", out.realname);
  section.secret("password", out.password);
  section.table("sasl", [&](Section& sasl) { read_sasl(sasl, out.sasl); });
  section.secret("nickserv_password", out.nickserv_password);
  one_of(section, "fallback_encoding", out.fallback_encoding, std::array{"latin1", "windows-1252"});
  read_rate(section, "pace", out.pace);
  section.boolean("relaymsg", out.relaymsg);
  section.text("relaymsg_suffix", out.relaymsg_suffix);
  section.duration("connect_timeout", out.connect_timeout);
  section.duration("idle_ping", out.idle_ping);
  section.duration("idle_timeout", out.idle_timeout);
  section.duration("reconnect_min", out.reconnect_min);
  section.duration("reconnect_max", out.reconnect_max);
  section.duration("rejoin_delay", out.rejoin_delay);
  section.duration("catch_up_age", out.catch_up_age);
  section.count("catch_up_entries", out.catch_up_entries, 1);
}

void read_guild(Section& section, Guild& out) {
  out.name = out.key;
  section.id("id", out.id, section.report().guild_ids);
  section.text("name", out.name);
  read_members(section, out);
  section.tables("channel", [&](Section& channel, const std::string& key) {
    out.channels.emplace_back().key = key;
    read_channel(channel, out.channels.back());
  });
}

}  // namespace gb::config
