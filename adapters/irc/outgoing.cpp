// How entries look on IRC; no socket, no clock and no state may live here.
#include "adapters/irc/outgoing.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/irc/code_marks.hpp"
#include "adapters/irc/text_lines.hpp"
#include "adapters/irc/wire/formatting.hpp"
#include "adapters/irc/wire/split.hpp"
#include "bridge/core/correction.hpp"
#include "bridge/core/file_line.hpp"
#include "bridge/core/late_mark.hpp"
#include "bridge/core/native_text.hpp"
#include "protocol/text/clean.hpp"

namespace gb::irc {
namespace {

constexpr std::size_t least_text = 40;
constexpr std::string_view unfit_for_nicks = " !@#&:*?,.+~%/\\";
constexpr std::string_view action_begin =
    "\x01"
    "ACTION ";
constexpr std::string_view action_end = "\x01";

/// One entry's way of being said.
struct Manner {
  std::string verb = "PRIVMSG";
  std::string speaker;  ///< RELAYMSG: the nick it is said under; else empty.
  std::string head;     ///< Before the text of each line,
  std::string tail;     ///< and behind it.
};

// A nick that no server minds, for RELAYMSG.
std::string relay_nick(const std::string& name, const std::string& suffix) {
  std::string nick = name;
  std::ranges::replace_if(
      nick, [](char c) { return unfit_for_nicks.find(c) != std::string_view::npos; }, '_');
  return nick + "/" + suffix;
}

Manner manner_of(const core::Entry& entry, core::MessageKind kind, const Outlook& outlook, Time now) {
  Manner manner;
  if (kind == core::MessageKind::notice) manner.verb = "NOTICE";
  manner.head = core::late_mark(entry.created, now);
  if (entry.author->id == house_user) return manner;
  const std::string name =
      text::clean_name(entry.author->display_name, "user " + std::to_string(entry.author->id.value));
  const bool action = kind == core::MessageKind::action;
  // RELAYMSG has no form for notices.
  if (!outlook.relay_suffix.empty() && kind != core::MessageKind::notice) {
    manner.verb = "RELAYMSG";
    manner.speaker = relay_nick(name, outlook.relay_suffix);
    if (action) manner.head.insert(0, action_begin);
    if (action) manner.tail = action_end;
  } else {
    manner.head += action ? "* " + unpinged(name) + " " : name_prefix(name, !outlook.colours);
  }
  return manner;
}

// Others see a PRIVMSG, whatever we send; said by us, or by somebody of whom only the nick is known.
std::size_t room_for(const Manner& manner, const Outlook& outlook) {
  const bool relayed = !manner.speaker.empty();
  const std::size_t room =
      relayed
          ? room_for_text(outlook.line_length, "PRIVMSG", outlook.channel, manner.speaker, {}, {})
          : room_for_text(outlook.line_length, manner.verb, outlook.channel, outlook.nick, outlook.user, outlook.host);
  const std::size_t used = manner.head.size() + manner.tail.size();
  return room > used + least_text ? room - used : least_text;
}

core::RichText body_of(const core::Entry& entry, const core::Message& message) {
  // Other networks have told us what is code; natives only have backticks.
  const bool typed = speaks_guild_protocol(entry.author->id) && message.body.spans.empty();
  core::RichText body = typed ? mark_code(message.body.text) : message.body;
  return message.reply ? core::prefixed(core::reply_mark(*message.reply), std::move(body)) : body;
}

std::vector<std::string> lines_of(const core::Entry& entry, const core::Message& message, const Manner& manner,
                                  const Outlook& outlook) {
  return text_lines(body_of(entry, message), room_for(manner, outlook), outlook.colours);
}

// However long the text is, its files are named.
void add_files(const core::Message& message, const Manner& manner, const Outlook& outlook,
               std::vector<std::string>& lines) {
  for (const core::FileRef& file : message.attachments) {
    const core::RichText line{core::file_line(outlook.public_url, file), {}};
    std::ranges::move(text_lines(line, room_for(manner, outlook), outlook.colours), std::back_inserter(lines));
  }
}

}  // namespace

std::vector<Message> render(const core::Entry& entry, const Outlook& outlook, Time now, std::string_view whole) {
  const auto message = core::shown_where_nothing_changes(entry, outlook.edits);
  if (!message) return {};
  const Manner manner = manner_of(entry, message->kind, outlook, now);
  auto lines = bound_lines(lines_of(entry, *message, manner, outlook), outlook.max_lines, whole);
  add_files(*message, manner, outlook, lines);
  std::vector<Message> out;
  out.reserve(lines.size());
  for (const std::string& line : lines) {
    std::string text = manner.head + line + manner.tail;
    if (manner.speaker.empty())
      out.push_back({{}, {}, manner.verb, {outlook.channel, std::move(text)}});
    else
      out.push_back({{}, {}, manner.verb, {outlook.channel, manner.speaker, std::move(text)}});
  }
  return out;
}

std::optional<std::string> text_over_bound(const core::Entry& entry, const Outlook& outlook, Time now) {
  const auto* message = std::get_if<core::Message>(&entry.event);
  if (message == nullptr) return std::nullopt;
  const Manner manner = manner_of(entry, message->kind, outlook, now);
  if (lines_of(entry, *message, manner, outlook).size() <= outlook.max_lines) return std::nullopt;
  return message->body.text;
}

}  // namespace gb::irc
