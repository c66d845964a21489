#include "config/load/loader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "config/load/section.hpp"
#include "config/load/sections.hpp"

namespace gb::config {
namespace {

// On every IRC network "#Chat" and "#chat" are one.
std::string folded(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return text;
}

void check_rooms(const Config& config, Report& report) {
  std::vector<std::string> networks;
  for (const Irc& irc : config.irc) networks.push_back("irc." + irc.name);
  std::set<std::string> seen;
  for (const auto& [where, path, room] : report.rooms) {
    if (std::ranges::find(networks, room.network) == networks.end()) {
      const std::string near = nearest(room.network, networks);
      report.add(*where, path, fmt::format("\"{}\": there is no network [{}]", room.room, room.network),
                 near.empty() ? "add its section" : "did you mean \"" + near + "\"?");
    }
    if (!seen.insert(folded(room.room)).second)
      report.add(*where, path, fmt::format("\"{}\" is linked twice; a room belongs to one channel only", room.room));
  }
}

void check_ids(const std::vector<Mention<std::int64_t>>& ids, Report& report) {
  std::set<std::int64_t> seen;
  for (const auto& [where, path, id] : ids)
    if (!seen.insert(id).second) report.add(*where, path, fmt::format("the id {} is given twice", id));
}

void read_all(Section& root, Config& config) {
  root.table("gateway", [&](Section& section) { read_gateway(section, config.gateway); });
  root.table("admin", [&](Section& section) { read_admin(section, config.admin); });
  root.table("store", [&](Section& section) { section.text("path", config.store.path); });
  root.table("log", [&](Section& section) { read_log(section, config.log); });
  root.tables("irc", [&](Section& section, const std::string& name) {
    read_irc(section, config.irc.emplace_back());
    config.irc.back().name = name;
  });
  root.tables("guild", [&](Section& section, const std::string& key) {
    Guild& guild = config.guilds.emplace_back();
    guild.key = key;
    read_guild(section, guild);
  });
  check_rooms(config, root.report());
  check_ids(root.report().guild_ids, root.report());
  check_ids(root.report().channel_ids, root.report());
}

}  // namespace

bool Loaded::good() const {
  return std::ranges::all_of(problems, &Problem::warning);
}

Loaded load(const std::string& path) {
  Loaded loaded;
  if (!std::filesystem::is_regular_file(path)) {
    loaded.problems.push_back({path, 0, 0, {}, "there is no such file", "`guildbridge run --config FILE`", false});
    return loaded;
  }
  const auto folder = std::filesystem::absolute(path).parent_path();
  try {
    const toml::table table = toml::parse_file(path);
    Report report{path, folder.string(), {}, {}, {}, {}};
    Section root(table, {}, report);
    read_all(root, loaded.config);
    root.finish();
    loaded.problems = std::move(report.problems);
  } catch (const toml::parse_error& fault) {
    const auto begin = fault.source().begin;
    loaded.problems.push_back({path, begin.line, begin.column, {}, std::string(fault.description()), {}, false});
  }
  std::filesystem::path store(loaded.config.store.path);
  if (store.is_relative()) loaded.config.store.path = (folder / store).string();
  std::ranges::stable_sort(loaded.problems, {}, &Problem::line);
  return loaded;
}

HostPort split_host_port(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {};
  HostPort out{text.substr(0, colon), 0};
  const auto [end, fault] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), out.port);
  if (fault != std::errc{} || end != text.data() + text.size()) return {};
  if (out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']')
    out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

}  // namespace gb::config
