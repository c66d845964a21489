#include "adapters/irc/wire/split.hpp"

#include <algorithm>

#include "protocol/text/utf8.hpp"

namespace gb::irc {
namespace {

constexpr std::size_t longest_user = 11;  // With the '~' of those without ident.
constexpr std::size_t longest_host = 63;
constexpr std::size_t least_room = 40;

bool joins_to_before(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0x200D || (c >= 0x1F3FB && c <= 0x1F3FF) ||
         (c >= 0xE0020 && c <= 0xE007F) || (c >= 0x0591 && c <= 0x05BD) || (c >= 0x064B && c <= 0x065F) ||
         (c >= 0x093A && c <= 0x094F) || (c >= 0x0E31 && c <= 0x0E4E);
}

bool is_regional(char32_t c) {
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

// Length of the first character as a person sees it.
std::size_t cluster_length(std::string_view text) {
  const text::CodePoint first = text::next_code_point(text);
  std::size_t length = first.length;
  char32_t before = first.value;
  bool flag_open = is_regional(first.value);
  while (length < text.size()) {
    const text::CodePoint next = text::next_code_point(text.substr(length));
    const bool second_of_flag = flag_open && is_regional(next.value);
    if (!joins_to_before(next.value) && before != 0x200D && !second_of_flag) break;
    if (second_of_flag) flag_open = false;
    length += next.length;
    before = next.value;
  }
  return length;
}

// Where to cut a line that is too long: after the last space that fits, else between two characters.
std::size_t cut_point(std::string_view line, std::size_t limit) {
  const std::size_t space = line.substr(0, limit + 1).rfind(' ');
  if (space != std::string_view::npos && space > limit / 2) return space;
  std::size_t end = 0;
  while (end < line.size()) {
    const std::size_t length = cluster_length(line.substr(end));
    if (end + length > limit) break;
    end += length;
  }
  return end > 0 ? end : text::prefix_within(line, limit);
}

void split_line(std::string_view line, std::size_t limit, std::vector<std::string>& out) {
  while (line.size() > limit) {
    const std::size_t cut = cut_point(line, limit);
    out.emplace_back(line.substr(0, cut));
    line.remove_prefix(cut);
    if (line.starts_with(' ')) line.remove_prefix(1);
  }
  if (line.find_first_not_of(' ') != std::string_view::npos) out.emplace_back(line);
}

}  // namespace

std::vector<std::string> split_text(std::string_view text, std::size_t limit) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    split_line(text.substr(0, end), std::max<std::size_t>(limit, 4), lines);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<std::string> bound_lines(std::vector<std::string> lines, std::size_t most, std::string_view whole) {
  if (lines.size() <= most) return lines;
  const std::size_t left_out = lines.size() - most;
  lines.resize(most);
  std::string last = "(" + std::to_string(left_out) + (left_out == 1 ? " more line" : " more lines");
  if (whole.empty())
    last += left_out == 1 ? " is left out)" : " are left out)";
  else
    last.append("; the whole text: ").append(whole).append(" )");  // The space is for clients that mark links.
  lines.push_back(std::move(last));
  return lines;
}

std::size_t room_for_text(std::size_t line_length, std::string_view verb, std::string_view target,
                          std::string_view nick, std::string_view user, std::string_view host) {
  const std::size_t user_size = host.empty() ? longest_user : user.size();
  const std::size_t host_size = host.empty() ? longest_host : host.size();
  const std::size_t used =
      1 + nick.size() + 1 + user_size + 1 + host_size + 1 + verb.size() + 1 + target.size() + 2 + 2;
  return line_length > used + least_room ? line_length - used : least_room;
}

}  // namespace gb::irc
