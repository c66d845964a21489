// Lines to batches and back; no socket and no clock may live here.
#include "adapters/irc/multiline.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gb::irc {
namespace {

constexpr std::string_view batch_type = "draft/multiline";
constexpr std::string_view left_out = "\n[the rest of this message is too long]";

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool is_speech(const Message& message) {
  return (message.verb == "PRIVMSG" || message.verb == "NOTICE") && message.params.size() == 2;
}

}  // namespace

MultilineLimits read_multiline_limits(std::string_view value) {
  MultilineLimits limits;
  while (!value.empty()) {
    const std::string_view part = value.substr(0, value.find(','));
    value.remove_prefix(std::min(part.size() + 1, value.size()));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    const std::string_view digits = part.substr(std::min(equals + 1, part.size()));
    if (name == "max-bytes") limits.max_bytes = number(digits);
    if (name == "max-lines") limits.max_lines = number(digits);
  }
  return limits;
}

bool MultilineLimits::fit(const std::vector<Message>& lines) const {
  if (lines.size() < 2 || (max_lines > 0 && lines.size() > max_lines)) return false;
  std::size_t bytes = lines.size() - 1;
  for (const Message& line : lines) {
    if (!is_speech(line) || line.verb != lines.front().verb) return false;
    bytes += line.params[1].size();
  }
  return bytes <= max_bytes;
}

std::vector<Message> in_batch(std::vector<Message> lines, const std::string& reference) {
  std::vector<Message> out;
  out.reserve(lines.size() + 2);
  out.push_back({{}, {}, "BATCH", {"+" + reference, std::string(batch_type), lines.front().params.front()}});
  for (Message& line : lines) {
    line.tags.emplace_back("batch", reference);
    out.push_back(std::move(line));
  }
  out.push_back({{}, {}, "BATCH", {"-" + reference}});
  return out;
}

bool MultilineReader::takes(const Message& message) {
  if (message.verb == "BATCH") return opens_or_closes(message);
  const auto reference = open_.empty() ? std::nullopt : message.tag("batch");
  const auto found = reference ? open_.find(*reference) : open_.end();
  if (found == open_.end()) return false;
  if (is_speech(message)) add(found->second, message);
  return true;
}

bool MultilineReader::opens_or_closes(const Message& message) {
  const std::string_view reference = message.param(0);
  if (reference.size() < 2) return false;
  const std::string_view name = reference.substr(1);
  if (reference.front() == '-') {
    const auto found = open_.find(name);
    if (found == open_.end()) return false;
    if (!found->second.verb.empty()) finished_ = std::move(found->second);
    open_.erase(found);
    return true;
  }
  if (message.param(1) != batch_type || open_.size() >= most_open) return false;
  open_[std::string(name)] = {message.tags, message.source, {}, {std::string(message.param(2)), {}}};
  return true;
}

void MultilineReader::add(Message& whole, const Message& line) {
  const bool first = whole.verb.empty();
  std::string& text = whole.params[1];
  if (text.size() >= most_bytes) return;
  whole.verb = line.verb;
  if (!first && !line.tag("draft/multiline-concat")) text += '\n';
  text += line.params[1];
  if (text.size() < most_bytes) return;
  text.resize(most_bytes - left_out.size());
  text += left_out;
}

std::optional<Message> MultilineReader::finished() {
  return std::exchange(finished_, std::nullopt);
}

}  // namespace gb::irc
