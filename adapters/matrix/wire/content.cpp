#include "adapters/matrix/wire/content.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/matrix/wire/html.hpp"
#include "adapters/matrix/wire/ids.hpp"
#include "adapters/matrix/wire/split.hpp"
#include "adapters/matrix/wire/text_form.hpp"
#include "protocol/text/json.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

using core::MessageKind;
using core::Style;
using nlohmann::json;

constexpr std::size_t most_mentions = 50;
constexpr std::size_t most_edit_fallback = 1000;

void put_before(core::RichText& text, const core::RichText& front) {
  for (core::Span& span : text.spans) {
    span.begin += front.text.size();
    span.end += front.text.size();
  }
  text.text.insert(0, front.text);
  text.spans.insert(text.spans.begin(), front.spans.begin(), front.spans.end());
}

bool begins_with_block(const core::RichText& text) {
  return std::ranges::any_of(text.spans,
                             [](const core::Span& span) { return span.style == Style::code_block && span.begin == 0; });
}

// How the name stands before the words; in `bold` it is formatted, else written with asterisks as in Markdown.
core::RichText name_before(const Outgoing& message, bool bold) {
  const bool action = message.kind == MessageKind::action;
  const std::string_view mark = bold || action ? "" : "**";
  core::RichText out = {action ? "* " : std::string(mark), {}};
  const std::size_t begin = out.text.size();
  out.text += message.name;
  if (bold) out.spans.push_back({begin, out.text.size(), Style::bold, {}});
  out.text += mark;
  out.text += action ? " " : begins_with_block(message.body) ? ":\n" : ": ";
  return out;
}

json mentions_of(const core::RichText& text) {
  json ids = json::array();
  for (const core::Span& span : text.spans)
    if (span.style == Style::mention && is_user_id(span.value) && ids.size() < most_mentions &&
        std::ranges::find(ids, json(span.value)) == ids.end())
      ids.push_back(span.value);
  json out = json::object();
  if (!ids.empty()) out["user_ids"] = std::move(ids);
  return out;
}

const char* message_type(const Outgoing& message) {
  if (message.kind == MessageKind::notice) return "m.notice";
  return message.kind == MessageKind::action && message.name.empty() ? "m.emote" : "m.text";
}

json content_of(const Outgoing& message) {
  const core::RichText plain = defused(message.body);
  core::RichText shown = plain;
  std::string body = to_plain_body(plain);
  if (!message.name.empty()) {
    put_before(shown, defused(name_before(message, true)));
    body.insert(0, defused(name_before(message, false)).text);
  }
  json out = {{"msgtype", message_type(message)}, {"body", body}, {"m.mentions", mentions_of(shown)}};
  if (needs_html(shown)) {
    out["format"] = "org.matrix.custom.html";
    out["formatted_body"] = to_html(shown);
  }
  return out;
}

}  // namespace

void put_mark(json& content, const Mark& mark) {
  content[mark_key] = {{"house", mark.house}, {"seq", mark.seq.value}, {"part", mark.part}};
}

std::string message_content(const Outgoing& message) {
  json out = content_of(message);
  if (!message.reply_to.empty()) out["m.relates_to"] = {{"m.in_reply_to", {{"event_id", message.reply_to}}}};
  if (message.mark) put_mark(out, *message.mark);
  return text::write_json(out);
}

// Clients that know no edits see "* " and the text; where that would make the event too large, its beginning.
std::string edit_content(const Outgoing& message, std::string_view event_id) {
  json content = content_of(message);
  std::string body = content["body"];
  json out = {{"msgtype", content["msgtype"]}, {"m.mentions", json::object()}};
  if (text::write_json(content).size() > most_content / 2) {
    body.resize(text::prefix_within(body, most_edit_fallback));
    body += "…";
  } else if (content.contains("formatted_body")) {
    out["format"] = content["format"];
    out["formatted_body"] = "* " + content["formatted_body"].get<std::string>();
  }
  out["body"] = "* " + body;
  out["m.relates_to"] = {{"rel_type", "m.replace"}, {"event_id", event_id}};
  out["m.new_content"] = std::move(content);
  if (message.mark) put_mark(out, *message.mark);
  return text::write_json(out);
}

}  // namespace gb::matrix
