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
  if (message.kind == MessageKind::action) return "* " + author.display_name + " " + message.body.text;
  return message.reply ? reply_mark(*message.reply) + message.body.text : message.body.text;
}

std::string to_native(const Edit& edit, const User& author) {
  return std::string(edit_mark) + to_native(edit.now, author);
}

std::string reply_mark(const Reply& reply) {
  return "[re " + reply.author + "] ";
}

}  // namespace gb::core
