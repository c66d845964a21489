// What the texts of IRC mean; no socket, no clock and no state may live here.
#include "adapters/irc/speech.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/irc/wire/encoding.hpp"
#include "adapters/irc/wire/formatting.hpp"
#include "adapters/irc/wire/isupport.hpp"
#include "bridge/base/plausible_time.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::irc {
namespace {

constexpr char ctcp_mark = '\x01';
constexpr ClockLimits live{std::chrono::seconds(30), std::chrono::seconds(30)};  // IRC delivers at once, or not at all.
constexpr std::size_t longest_ping = 64;

Speech said(core::MessageKind kind, std::string_view text, std::string_view fallback_encoding) {
  Speech speech;
  speech.message.kind = kind;
  speech.message.body = read_formatting(decode_line(text, fallback_encoding));
  speech.kind = text::is_blank(speech.message.body.text) ? Speech::Kind::nothing : Speech::Kind::said;
  return speech;
}

}  // namespace

Speech read_speech(bool notice, std::string_view text, std::string_view fallback_encoding) {
  if (!text.starts_with(ctcp_mark))
    return said(notice ? core::MessageKind::notice : core::MessageKind::text, text, fallback_encoding);
  // The closing mark is optional: long ones lose it to the line limit.
  text.remove_prefix(1);
  text = text.substr(0, text.find(ctcp_mark));
  const std::string_view verb = text.substr(0, text.find(' '));
  if (notice || verb.empty()) return {};
  if (verb == "ACTION") {
    text.remove_prefix(std::min(verb.size() + 1, text.size()));
    return said(core::MessageKind::action, text, fallback_encoding);
  }
  Speech speech;
  speech.kind = Speech::Kind::query;
  speech.query = text;
  return speech;
}

std::string answer_query(std::string_view query) {
  const std::string_view verb = query.substr(0, query.find(' '));
  if (verb == "VERSION") return "\x01VERSION guildbridge\x01";
  if (verb != "PING" || query.size() > longest_ping) return {};
  return "\x01" + std::string(query) + "\x01";
}

bool is_service(std::string_view source) {
  const Source parts = split_source(source);
  if (parts.host.empty()) return true;  // A server, or one who does not say who he is.
  const std::string nick = fold(Casemap::ascii, parts.nick);
  const std::string host = fold(Casemap::ascii, parts.host);
  return nick.ends_with("serv") || host == "services" || host.starts_with("services.");
}

Time said_at(const Message& message, Time now) {
  const auto tag = message.tag("time");
  return plausible_time(tag ? text::parse_timestamp(*tag) : std::nullopt, now, live);
}

}  // namespace gb::irc
