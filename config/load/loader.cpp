#include "config/load/loader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "config/load/section.hpp"
#include "config/load/sections.hpp"
#include "config/load/shape.hpp"

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
  for (const Matrix& matrix : config.matrix) networks.push_back("matrix." + matrix.name);
  if (config.origin.exists()) networks.emplace_back("origin");
  std::set<std::string> seen;
  for (const auto& [where, path, room] : report.rooms) {
    if (std::ranges::find(networks, room.network) == networks.end()) {
      const std::string near = nearest(room.network, networks);
      report.add(*where, path, fmt::format("\"{}\": there is no network [{}]", room.room, room.network),
                 near.empty() ? "add its section" : "did you mean \"" + near + "\"?");
    }
    if (room.network == "origin" && config.origin.exists() && !config.origin.has_account())
      report.add(*where, path, fmt::format("\"{}\": nobody can log in there for the bridge", room.room),
                 "give [origin] a user and a password_file");
    // The origin's channels have ids of their own, whatever guild is said to have them.
    const bool by_id = room.network == "origin";
    const std::string name = by_id ? "origin/" + room.place.substr(room.place.find('/') + 1) : folded(room.room);
    if (!seen.insert(name).second)
      report.add(*where, path, fmt::format("\"{}\" is linked twice; a room belongs to one channel only", room.room));
  }
}

// What is younger than a room's catch-up reaches back must still be there for it.
void check_keep(const Config& config, Section& root) {
  if (config.store.keep.count() == 0) return;
  Duration least = std::chrono::hours(24);
  for (const Irc& irc : config.irc) least = std::max(least, irc.catch_up_age);
  for (const Matrix& matrix : config.matrix) least = std::max(least, matrix.catch_up_age);
  if (config.origin.exists()) least = std::max(least, config.origin.catch_up_age);
  if (config.store.keep < least)
    root.problem_here("store", "keep is shorter than a day, or than the catch_up_age of a network",
                      "write a longer time, or leave it out to keep everything");
}

void check_ids(const std::vector<Mention<std::int64_t>>& ids, Report& report) {
  std::set<std::int64_t> seen;
  for (const auto& [where, path, id] : ids)
    if (!seen.insert(id).second) report.add(*where, path, fmt::format("the id {} is given twice", id));
}

void read_all(Section& root, Config& config) {
  root.table("gateway", [&](Section& section) { read_gateway(section, config.gateway); });
  root.table("admin", [&](Section& section) { read_admin(section, config.gateway, config.admin); });
  root.table("store", [&](Section& section) { read_store(section, config.store); });
  root.table("files", [&](Section& section) { read_files(section, config.gateway, config.files); });
  root.table("log", [&](Section& section) { read_log(section, config.log); });
  root.tables("irc", [&](Section& section, const std::string& name) {
    read_irc(section, config.irc.emplace_back());
    config.irc.back().name = name;
  });
  root.tables("matrix", [&](Section& section, const std::string& name) {
    read_matrix(section, config.matrix.emplace_back());
    config.matrix.back().name = name;
  });
  root.table("origin", [&](Section& section) { read_origin(section, config.origin); });
  if (config.gateway.auth == Auth::origin && !config.origin.exists())
    root.problem_here("gateway", "auth = \"origin\" needs the section [origin]", "write [origin] and its url");
  if (config.origin.exists() &&
      (config.origin.url == config.gateway.public_url || config.origin.url == "http://" + config.gateway.listen))
    root.problem_here("origin", "url is our own address: we would stand in front of ourselves",
                      "write where the existing server is");
  root.tables("guild", [&](Section& section, const std::string& key) {
    Guild& guild = config.guilds.emplace_back();
    guild.key = key;
    read_guild(section, guild);
  });
  check_keep(config, root);
  check_rooms(config, root.report());
  check_ids(root.report().guild_ids, root.report());
  check_ids(root.report().channel_ids, root.report());
}

// Nothing, or what is wrong with the file.
std::optional<std::string> read_file(const std::string& path, std::string& out) {
  constexpr std::uintmax_t most_bytes = std::uintmax_t{4} << 20;
  std::error_code fault;
  if (std::filesystem::is_directory(path, fault)) return "is a folder, not a file";
  if (!std::filesystem::is_regular_file(path, fault)) return "there is no such file";
  if (std::filesystem::file_size(path, fault) > most_bytes) return "is too large for a configuration";
  std::ifstream in(path, std::ios::binary);
  if (!in) return "may not be read by us";
  out.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  return std::nullopt;
}

}  // namespace

bool Loaded::good() const {
  return std::ranges::all_of(problems, &Problem::warning);
}

Loaded load(const std::string& path) {
  Loaded loaded;
  const auto refuse = [&](std::size_t line, std::string message, std::string hint) {
    loaded.problems.push_back({path, line, 0, {}, std::move(message), std::move(hint), false});
  };
  std::string text;
  if (auto fault = read_file(path, text)) {
    refuse(0, std::move(*fault), "`guildbridge run --config FILE`");
    return loaded;
  }
  if (const auto line = unreasonable_line(text)) {
    refuse(*line, "no key has that many parts", {});
    return loaded;
  }
  const auto folder = std::filesystem::absolute(path).parent_path();
  try {
    const toml::table table = toml::parse(text, path);
    Report report{path, folder.string(), {}, {}, {}, {}};
    Section root(table, {}, report);
    read_all(root, loaded.config);
    root.finish();
    loaded.problems = std::move(report.problems);
  } catch (const toml::parse_error& fault) {
    const auto begin = fault.source().begin;
    loaded.problems.push_back({path, begin.line, begin.column, {}, std::string(fault.description()), {}, false});
  }
  for (std::string* place : {&loaded.config.store.path, &loaded.config.files.path})
    if (std::filesystem::path(*place).is_relative()) *place = (folder / *place).string();
  if (std::string& socket = loaded.config.admin.socket; !socket.empty())
    socket = (std::filesystem::path(loaded.config.store.path).parent_path() / socket).string();
  std::ranges::stable_sort(loaded.problems, {}, &Problem::line);
  return loaded;
}

}  // namespace gb::config
