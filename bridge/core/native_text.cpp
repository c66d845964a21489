// Native content is plain text: what is typed is what is meant, but for "/me ".
#include "bridge/core/native_text.hpp"

#include "protocol/text/clean.hpp"

namespace gb::core {

namespace {
constexpr std::string_view action_mark = "/me ";
}

Message from_native(std::string_view content) {
  Message message;
  if (content.starts_with(action_mark) && !text::is_blank(content.substr(action_mark.size()))) {
    message.kind = MessageKind::action;
    content.remove_prefix(action_mark.size());
  }
  message.body.text = content;
  return message;
}

std::string to_native(const Message& message, const User& author) {
  if (message.kind != MessageKind::action) return message.body.text;
  return "* " + author.display_name + " " + message.body.text;
}

}  // namespace gb::core
