#include "bridge/app/trace_lines.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "protocol/text/clean.hpp"
#include "protocol/text/json.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::app {
namespace {

using nlohmann::json;

std::string ids_of(const store::RoomTrace& room) {
  return room.remote_ids.empty() ? "" : text::for_terminal(fmt::format(" as {}", fmt::join(room.remote_ids, " ")));
}

std::string line_of(const store::RoomTrace& room, const store::Trace& trace) {
  using Outcome = store::RoomTrace::Outcome;
  switch (room.outcome) {
    case Outcome::source:
      return "it came from there" + ids_of(room);
    case Outcome::not_for:
      return "not for this room: it is a note to somebody else";
    case Outcome::delivered:
      if (!room.remote_ids.empty()) return "delivered" + ids_of(room);
      return "done: the cursor is past it, and it was neither refused nor skipped (the network gives no ids)";
    case Outcome::passed:
      return text::for_terminal(room.reason) + (room.when ? ", " + text::format_timestamp(*room.when) : "");
    case Outcome::waiting:
      return trace.removed ? "not delivered, and it has been taken back" : "waits: not confirmed yet";
  }
  return {};
}

std::string head_of(const store::Trace& trace) {
  std::string out = fmt::format("entry {}: {}{}{}\n", trace.entry.value, trace.note ? "a note, " : "", trace.what,
                                trace.target ? fmt::format(" of entry {}", trace.target->value) : "");
  const bool house = trace.author_id == house_user;
  const std::string from = !trace.source.empty() ? trace.source : house ? "the bridge itself" : "a native client";
  out += fmt::format("  received  {} from {}, by {} (user {})\n", text::format_timestamp(trace.created),
                     text::for_terminal(from), text::for_terminal(trace.author), trace.author_id.value);
  out += fmt::format("  appended  to {}{}\n", trace.channel, trace.removed ? "; taken back since" : "");
  return out;
}

}  // namespace

std::string trace_lines(const store::Trace& trace, const std::vector<Remembered>& remembered, bool with_text) {
  std::string out = head_of(trace);
  if (with_text) out += "  text      " + text::for_terminal(trace.text) + "\n";
  for (const store::RoomTrace& room : trace.rooms) {
    out += fmt::format("  {}\n    {}\n", text::for_terminal(room.name), line_of(room, trace));
    for (const Remembered& one : remembered)
      if (one.room == room.name) out += "    " + one.line + "\n";
  }
  if (trace.rooms.empty()) out += "  the channel has no rooms\n";
  return out;
}

std::vector<Remembered> read_remembered(const std::string& answer) {
  std::vector<Remembered> out;
  const json list = text::parse_json(answer);
  if (!list.is_array()) return out;
  for (const json& one : list) try {
      std::string line = one.at("when").get<std::string>() + " " + one.at("outcome").get<std::string>();
      if (one.contains("took")) line += fmt::format(", {} ms after it came", one.at("took").get<std::int64_t>());
      if (one.contains("reason")) line += ": " + one.at("reason").get<std::string>();
      if (one.contains("count")) line += fmt::format(", {} messages", one.at("count").get<std::int64_t>());
      out.push_back({one.at("room").get<std::string>(), text::for_terminal(line)});
    } catch (const json::exception&) {
      return {};
    }
  return out;
}

}  // namespace gb::app
