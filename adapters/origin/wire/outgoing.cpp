#include "adapters/origin/wire/outgoing.hpp"

#include <utility>

#include "bridge/core/correction.hpp"
#include "bridge/core/file_line.hpp"
#include "bridge/core/late_mark.hpp"
#include "bridge/core/native_text.hpp"
#include "protocol/text/clean.hpp"

namespace gb::origin {
namespace {

// Each mark is looked for once, in the format alone: names and texts may have braces.
std::string filled(std::string_view format, std::string_view name, std::string_view text) {
  constexpr std::string_view name_mark = "{name}";
  constexpr std::string_view text_mark = "{text}";
  std::string out;
  while (!format.empty()) {
    if (format.starts_with(name_mark)) {
      out += name;
      format.remove_prefix(name_mark.size());
    } else if (format.starts_with(text_mark)) {
      out += text;
      format.remove_prefix(text_mark.size());
    } else {
      out += format.front();
      format.remove_prefix(1);
    }
  }
  return out;
}

std::string words_of(const core::Message& message, const core::User& author, const Outlook& outlook) {
  if (author.id == house_user) return message.body.text;
  const std::string name = text::clean_name(author.display_name, "user " + std::to_string(author.id.value));
  if (message.kind == core::MessageKind::action) return "* " + name + " " + message.body.text;
  const std::string mark = message.reply ? core::reply_mark(*message.reply) : std::string();
  return filled(outlook.format, name, mark + message.body.text);
}

}  // namespace

std::optional<Draft> render(const core::Entry& entry, const Outlook& outlook, Time now) {
  const auto message = core::shown_where_nothing_changes(entry, outlook.edits);
  if (!message) return std::nullopt;
  Draft draft;
  draft.content = core::late_mark(entry.created, now) + words_of(*message, *entry.author, outlook);
  for (const core::FileRef& file : message->attachments) {
    if (file.facts.is_picture())
      draft.pictures.push_back(file);
    else
      add_link(draft, file, outlook.public_url);
  }
  return draft;
}

void add_link(Draft& draft, const core::FileRef& file, std::string_view public_url) {
  if (!draft.content.empty() && !draft.content.ends_with(' ')) draft.content += '\n';
  draft.content += core::file_line(public_url, file);
}

}  // namespace gb::origin
