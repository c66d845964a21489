#include "adapters/irc/wire/message.hpp"

#include <algorithm>

namespace gb::irc {
namespace {

std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  const std::size_t next = line.find_first_not_of(' ');
  line.remove_prefix(next == std::string_view::npos ? line.size() : next);
  return word;
}

std::string unescape_tag(std::string_view value) {
  std::string out;
  for (std::size_t n = 0; n < value.size(); ++n) {
    if (value[n] != '\\') {
      out += value[n];
      continue;
    }
    if (++n == value.size()) break;
    switch (value[n]) {
      case ':':
        out += ';';
        break;
      case 's':
        out += ' ';
        break;
      case 'r':
        out += '\r';
        break;
      case 'n':
        out += '\n';
        break;
      default:
        out += value[n];
    }
  }
  return out;
}

std::string escape_tag(std::string_view value) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case ';':
        out += "\\:";
        break;
      case ' ':
        out += "\\s";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void parse_tags(std::string_view text, Message& message) {
  while (!text.empty()) {
    const std::string_view tag = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(tag.size() + 1, text.size()));
    const std::size_t equals = tag.find('=');
    if (equals == 0 || tag.empty()) continue;
    const std::string_view value = equals == std::string_view::npos ? std::string_view{} : tag.substr(equals + 1);
    message.tags.emplace_back(tag.substr(0, equals), unescape_tag(value));
  }
}

}  // namespace

std::optional<std::string_view> Message::tag(std::string_view name) const {
  const auto found = std::find_if(tags.rbegin(), tags.rend(), [&](const auto& tag) { return tag.first == name; });
  if (found == tags.rend()) return std::nullopt;
  return found->second;
}

std::string_view Message::param(std::size_t index) const {
  return index < params.size() ? std::string_view(params[index]) : std::string_view{};
}

std::optional<Message> parse(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  Message message;
  if (line.starts_with('@')) parse_tags(take_word(line).substr(1), message);
  if (line.starts_with(':')) message.source = take_word(line).substr(1);
  message.verb = take_word(line);
  if (message.verb.empty() || message.verb.starts_with(':') || message.verb.starts_with('@')) return std::nullopt;
  while (!line.empty()) {
    if (line.starts_with(':')) {
      message.params.emplace_back(line.substr(1));
      break;
    }
    message.params.emplace_back(take_word(line));
  }
  return message;
}

std::string format(const Message& message) {
  const auto on_one_line = [](std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text;
  };
  std::string out;
  for (const auto& [name, value] : message.tags) {
    out += out.empty() ? '@' : ';';
    out += name;
    if (!value.empty()) out += '=' + escape_tag(value);
  }
  if (!out.empty()) out += ' ';
  if (!message.source.empty()) out += ':' + message.source + ' ';
  out += message.verb;
  for (std::size_t n = 0; n < message.params.size(); ++n) {
    const std::string param = on_one_line(message.params[n]);
    const bool trailing = n + 1 == message.params.size() &&
                          (param.empty() || param.starts_with(':') || param.find(' ') != std::string::npos);
    out += trailing ? " :" : " ";
    out += param;
  }
  return on_one_line(std::move(out));
}

Source split_source(std::string_view source) {
  Source out;
  const std::size_t at = source.find('@');
  if (at != std::string_view::npos) out.host = source.substr(at + 1);
  source = source.substr(0, at);
  const std::size_t mark = source.find('!');
  if (mark != std::string_view::npos) out.user = source.substr(mark + 1);
  out.nick = source.substr(0, mark);
  return out;
}

bool matches(std::string_view mask, std::string_view text) {
  std::size_t m = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // Where to go back to when what follows a '*' does not fit.
  std::size_t star_text = 0;
  while (t < text.size()) {
    const bool literal = m + 1 < mask.size() && mask[m] == '\\';
    if (m < mask.size() && !literal && mask[m] == '*') {
      star = ++m;
      star_text = t;
    } else if (m < mask.size() && ((!literal && mask[m] == '?') || mask[m + (literal ? 1 : 0)] == text[t])) {
      m += literal ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      m = star;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (m < mask.size() && mask[m] == '*') ++m;
  return m == mask.size();
}

}  // namespace gb::irc
