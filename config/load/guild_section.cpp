#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/load/sections.hpp"
#include "config/load/values.hpp"

namespace gb::config {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_description = 1000;

void check_irc_channel(Section& section, const toml::node& where, const Room& room) {
  constexpr std::string_view marks = "#&+!";
  if (!is_word(room.place) || room.place.find(',') != std::string::npos)
    return section.problem(where, "rooms", fmt::format("\"{}\" is no name of an IRC channel", room.room),
                           "no spaces and no commas");
  if (marks.find(room.place.front()) == std::string_view::npos)
    section.problem(where, "rooms", fmt::format("\"{}\" has no channel mark", room.room),
                    fmt::format("did you mean \"{}/#{}\"?", room.network, room.place));
}

void check_matrix_room(Section& section, const toml::node& where, const Room& room) {
  const bool alias = room.place.front() == '#' && room.place.find(':') != std::string::npos;
  if (!is_word(room.place) || room.place.size() < 2 || (!alias && room.place.front() != '!'))
    return section.problem(where, "rooms", fmt::format("\"{}\" is no Matrix room", room.room),
                           fmt::format("write \"{0}/#alias:server\" or \"{0}/!id\"", room.network));
  if (room.create && !alias)
    section.problem(where, "rooms", fmt::format("\"{}\" cannot be created: it has no alias", room.room));
}

// "GUILD/CHANNEL", by their ids. Direct messages are in a guild of their own, -1, and nobody else's business.
void check_origin_channel(Section& section, const toml::node& where, const Room& room) {
  const std::size_t slash = room.place.find('/');
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.size() < 17 && text.find_first_not_of("0123456789") == std::string_view::npos &&
           (text.front() != '0' || text.size() == 1);
  };
  if (room.place.starts_with("-1/"))
    return section.problem(where, "rooms", fmt::format("\"{}\": direct messages are not bridged", room.room));
  if (slash == std::string::npos || !is_number(std::string_view(room.place).substr(0, slash)) ||
      !is_number(std::string_view(room.place).substr(slash + 1)))
    section.problem(where, "rooms", fmt::format("\"{}\" is no channel of the origin", room.room),
                    "write \"origin/7/31\": the ids of its guild and of the channel");
}

// False if it is none, which is said.
bool split_room(Section& section, const toml::node& where, Room& out) {
  const std::size_t slash = out.room.find('/');
  out.network = out.room.substr(0, slash);
  out.place = slash == std::string::npos ? "" : out.room.substr(slash + 1);
  if (out.network.empty() || out.place.empty()) {
    section.problem(where, "rooms", fmt::format("\"{}\" is not a room", out.room),
                    "write \"irc.NETWORK/#channel\", \"matrix.NAME/#alias:server\" or \"origin/GUILD/CHANNEL\"");
    return false;
  }
  if (out.network.starts_with("irc.")) check_irc_channel(section, where, out);
  if (out.network.starts_with("matrix.")) check_matrix_room(section, where, out);
  if (out.network == "origin") check_origin_channel(section, where, out);
  return true;
}

void read_room_table(Section& section, Room& out) {
  section.text("room", out.room);
  std::string direction = "both";
  section.one_of("direction", direction, std::array{"both", "in", "out"});
  out.direction = direction == "in" ? Direction::from_room : direction == "out" ? Direction::to_room : Direction::both;
  section.secret("key", out.key);
  if (!out.key.empty() && (!is_word(out.key.reveal()) || out.key.reveal().find(',') != std::string::npos))
    section.problem_here("key", "a channel key has no spaces and no commas");
  section.count("max_lines", out.max_lines, 1);
  section.boolean("typing", out.typing);
  section.boolean("create", out.create);
  std::string edits = "short";
  section.one_of("edits", edits, std::array{"short", "off"});
  out.edits = edits == "short";
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

void read_name(Section& section, std::string& out) {
  section.text("name", out);
  if (!is_label(out, longest_name))
    section.problem_here("name", fmt::format("must be one line of 1 to {} bytes", longest_name));
}

void read_channel(Section& section, Channel& out) {
  out.name = out.key;
  section.id("id", out.id, section.report().channel_ids);
  read_name(section, out.name);
  section.text("description", out.description);
  if (!out.description.empty() && !is_label(out.description, longest_description))
    section.problem_here("description", fmt::format("must be one line of at most {} bytes", longest_description));
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

void read_guild(Section& section, Guild& out) {
  out.name = out.key;
  section.id("id", out.id, section.report().guild_ids);
  read_name(section, out.name);
  section.file("icon", out.icon);
  read_members(section, out);
  section.tables("channel", [&](Section& channel, const std::string& key) {
    out.channels.emplace_back().key = key;
    read_channel(channel, out.channels.back());
  });
}

}  // namespace gb::config
