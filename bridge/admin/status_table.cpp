// The state as lines for a terminal. Pure: no clock, no socket, no log.
#include "bridge/admin/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "protocol/text/clean.hpp"
#include "protocol/text/json.hpp"

namespace gb::admin {
namespace {

using nlohmann::json;
using Row = std::vector<std::string>;

constexpr std::size_t shown_troubles = 10;

std::string text_of(const json& object, const char* key) {
  return text::for_terminal(object.value(key, std::string()));
}

// "2026-01-31T12:00:00.000Z" without what nobody reads.
std::string moment(const json& object, const char* key) {
  std::string time = text_of(object, key);
  if (time.size() < 19) return time;
  time[10] = ' ';
  return time.substr(0, 19);
}

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

void print(std::string& out, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t n = 0; n < row.size(); ++n) widths[n] = std::max(widths[n], width_of(row[n]));
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t n = 0; n < row.size(); ++n) line += row[n] + std::string(widths[n] - width_of(row[n]) + 2, ' ');
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
}

std::string number(const json& object, const char* key) {
  return std::to_string(object.value(key, std::uint64_t{0}));
}

void add_networks(std::string& out, const json& networks) {
  std::vector<Row> rows{{"NETWORK", "STATE", "SINCE (UTC)", "IN", "OUT", "PACE", "LAST ERROR"}};
  for (const json& one : networks)
    rows.push_back({text_of(one, "name"), text_of(one, "state"), moment(one, "since"), number(one.at("messages"), "in"),
                    number(one.at("messages"), "out"), text_of(one, "pace"), text_of(one, "lastError")});
  if (rows.size() > 1) print(out += "\n", rows);
}

void add_rooms(std::string& out, const json& links) {
  std::vector<Row> rows{{"ROOM", "CHANNEL", "STATE", "SINCE (UTC)", "WAITING", "IN", "OUT", "A MINUTE", "LAST ERROR"}};
  for (const json& one : links) {
    const json& messages = one.at("messages");
    rows.push_back(
        {text_of(one, "room"), text_of(one, "channel"), one.value("muted", false) ? "muted" : text_of(one, "state"),
         moment(one, "since"), number(one, "lag"), number(messages, "in"), number(messages, "out"),
         number(messages, "inPerMinute") + "/" + number(messages, "outPerMinute"), text_of(one, "lastError")});
  }
  if (rows.size() > 1) print(out += "\n", rows);
}

void add_troubles(std::string& out, const json& troubles) {
  std::vector<Row> rows{{"LATELY (UTC)", "ENTRY", "ROOM", "WHAT", "WHY"}};
  for (const json& one : troubles) {
    if (rows.size() > shown_troubles) break;
    rows.push_back({moment(one, "when"), number(one, "entry"), text_of(one, "room"), text_of(one, "outcome"),
                    one.contains("count") ? number(one, "count") + " messages" : text_of(one, "reason")});
  }
  if (rows.size() > 1) print(out += "\n", rows);
}

}  // namespace

result<std::string> status_table(std::string_view text) try {
  const json status = text::parse_json(text);
  const json& gateway = status.at("gateway");
  std::string out =
      fmt::format("guildbridge {}, running since {} UTC; {} natives connected, {} posts\n", text_of(status, "version"),
                  moment(status, "started"), number(gateway, "loggedIn"), number(gateway, "posts"));
  if (const json& store = status.at("store"); text_of(store, "state") != "fine")
    out += fmt::format("THE DATABASE IS {}: {}\n", text_of(store, "state"), text_of(store, "reason"));
  add_networks(out, status.at("networks"));
  add_rooms(out, status.at("links"));
  add_troubles(out, status.at("troubles"));
  return out;
} catch (const json::exception&) {
  return Error{Fault::peer, false, "the bridge that runs answers in a way that this program does not understand"};
}

}  // namespace gb::admin
