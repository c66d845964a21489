#include "adapters/matrix/wire/text_form.hpp"

#include <algorithm>
#include <array>

#include "adapters/matrix/wire/address.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

using core::Style;

constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::string_view zero_width_space = "\xE2\x80\x8B";
constexpr std::size_t most_told = std::size_t{64} * 1024;  // Text that is longer gets no further addresses.

bool is_code(const Look& look) {
  return look.has(Style::code) || look.has(Style::code_block);
}

bool is_line_break(char32_t c) {
  return c == U'\n' || c == U'\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_control(char32_t c) {
  return (c < 0x20 && c != U'\t') || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF;
}

Styled cleaned(const Styled& text) {
  std::string_view rest = text.text();
  Styled out = text.emptied();
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    const text::CodePoint next = text::next_code_point(rest);
    if (rest.starts_with("\r\n")) rest.remove_prefix(1);
    if (!next.valid)
      out.append(text::replacement, text.id_at(at));
    else if (is_line_break(next.value))
      out.append("\n", no_look);
    else if (!is_control(next.value))
      out.append(text, at, at + next.length);
    // The look of a whole code point is that of its first byte.
    if (next.length > 1 && next.valid && !is_line_break(next.value) && !is_control(next.value))
      out.repaint(out.size() - next.length, out.size(), text.id_at(at));
    rest.remove_prefix(next.length);
  }
  return out;
}

// A code block that shares a line with other words is code.
Styled with_whole_blocks(Styled text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.text().find('\n', begin), text.size());
    bool whole = true;
    for (std::size_t at = begin; at < end; ++at) whole = whole && text.look_at(at).has(Style::code_block);
    for (std::size_t at = begin; at < end; ++at) {
      Look look = text.look_at(at);
      if (!look.has(Style::code_block)) continue;
      look.set(Style::code_block, whole);
      look.set(Style::code, !whole);
      if (whole) look.link.clear(), look.mention.clear();
      text.repaint(at, at + 1, text.id_of(look));
    }
    begin = end + 1;
  }
  return text;
}

bool is_blank(std::string_view words) {
  while (words.starts_with(no_break_space) || words.starts_with(' ') || words.starts_with('\t'))
    words.remove_prefix(words.starts_with(no_break_space) ? no_break_space.size() : 1);
  return words.empty();
}

// The end of the link that begins at `begin`: it may go on across line breaks.
std::size_t link_end(const Styled& text, std::size_t begin) {
  const std::string& link = text.look_at(begin).link;
  std::size_t end = begin + 1;
  for (std::size_t at = end; at < text.size(); ++at) {
    if (text.text()[at] == '\n') continue;
    if (text.look_at(at).link != link) break;
    end = at + 1;
  }
  return end;
}

Styled without_blank_links(Styled text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.look_at(at).link.empty() || text.text()[at] == '\n') continue;
    const std::size_t end = link_end(text, at);
    for (std::size_t n = at; n < end && is_blank(std::string_view(text.text()).substr(at, end - at)); ++n) {
      Look look = text.look_at(n);
      look.link.clear();
      text.repaint(n, n + 1, text.id_of(look));
    }
    at = end - 1;
  }
  return text;
}

// The length of the " (address)" that stands at `end`, where a link ends.
std::size_t told_address(const Styled& text, std::size_t end, std::string_view link) {
  const std::string_view rest = std::string_view(text.text()).substr(end);
  const std::size_t length = link.size() + std::string_view(" ()").size();
  const bool told =
      rest.size() >= length && rest.starts_with(" (") && rest.substr(2, link.size()) == link && rest[length - 1] == ')';
  return told ? length : 0;
}

// Copies a text, and calls at the end of each link that does not show its address; `at_end` answers where to go on.
template <class AtEnd>
Styled rewritten(const Styled& text, AtEnd at_end) {
  Styled out = text.emptied();
  std::size_t at = 0;
  while (at < text.size()) {
    const bool in_link = text.text()[at] != '\n' && !text.look_at(at).link.empty();
    const std::size_t end = in_link ? link_end(text, at) : at + 1;
    out.append(text, at, end);
    const std::string_view words = std::string_view(text.text()).substr(at, end - at);
    const std::string& link = text.look_at(at).link;
    at = in_link && !shows_address(words, link) ? at_end(out, end, link) : end;
  }
  return out;
}

// True if the words behind `at`, on this line or a later one, belong to the same link: nothing would part the two.
bool goes_on(const Styled& text, std::size_t at, const std::string& link) {
  while (at < text.size() && text.text()[at] == '\n') ++at;
  return at < text.size() && text.look_at(at).link == link;
}

Styled with_addresses(const Styled& text) {
  return rewritten(text, [&](Styled& out, std::size_t end, const std::string& link) {
    const std::size_t told = told_address(text, end, link);
    if (told > 0 || out.size() <= most_told) out.append(" (" + link + ")", no_look);
    return end + told;
  });
}

bool is_white(std::string_view text, std::size_t at) {
  return text[at] == ' ' || text[at] == '\t' || text.substr(at).starts_with(no_break_space);
}

// A no-break space is how HTML holds a space that would collapse. Between words somebody meant it.
Styled with_settled_spaces(const Styled& text) {
  const std::string_view all = text.text();
  Styled out = text.emptied();
  bool edge = true;  // At the beginning of a line, or behind white space.
  std::size_t at = 0;
  while (at < all.size()) {
    const bool held = all.substr(at).starts_with(no_break_space);
    const std::size_t next = at + (held ? no_break_space.size() : 1);
    const bool next_is_edge = next >= all.size() || all[next] == '\n' || is_white(all, next);
    const bool in_code = is_code(text.look_at(at));
    if ((held && !in_code && (edge || next_is_edge)) || (all[at] == '\t' && !in_code))
      out.append(" ", text.id_at(at));
    else
      out.append(text, at, next);
    edge = held || all[at] == '\n' || is_white(all, at);
    at = next;
  }
  return out;
}

Styled trimmed(const Styled& text) {
  const std::size_t begin = text.text().find_first_not_of('\n');
  Styled out = text.emptied();
  if (begin != std::string::npos) out.append(text, begin, text.text().find_last_not_of('\n') + 1);
  return out;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Not in addresses: mail@here.example, https://example.org/@room.
bool may_call(std::string_view text, std::size_t at) {
  constexpr std::string_view inside_addresses = "./-+=&#%@";
  return at == 0 || !(is_word(text[at - 1]) || inside_addresses.find(text[at - 1]) != std::string_view::npos);
}

bool calls_everybody(std::string_view rest) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::ranges::any_of(std::array{"@everyone", "@here", "@room"}, [&](std::string_view word) {
    return rest.size() >= word.size() && std::ranges::equal(rest.substr(0, word.size()), word, same) &&
           (rest.size() == word.size() || !is_word(rest[word.size()]));
  });
}

}  // namespace

Styled without_told_addresses(const Styled& text) {
  return rewritten(text, [&](Styled&, std::size_t end, const std::string& link) {
    const std::size_t told = told_address(text, end, link);
    return goes_on(text, end + told, link) ? end : end + told;
  });
}

// Spaces are settled as HTML will have them: without the addresses.
Styled in_form(const Styled& text) {
  const Styled whole = without_blank_links(with_whole_blocks(trimmed(cleaned(text))));
  return with_addresses(trimmed(with_settled_spaces(without_told_addresses(whole))));
}

core::RichText normalized(const core::RichText& text) {
  return rich(in_form(styled(text)));
}

std::string clean_text(std::string_view text) {
  Styled raw;
  raw.append(text, no_look);
  return cleaned(raw).text();
}

std::string words_with_addresses(const core::RichText& text) {
  return with_addresses(without_blank_links(with_whole_blocks(cleaned(styled(text))))).text();
}

core::RichText defused(const core::RichText& text) {
  const Styled in = cleaned(styled(text));
  const std::string_view all = in.text();
  Styled out = in.emptied();
  std::size_t from = 0;
  for (std::size_t at = all.find('@'); at != std::string_view::npos; at = all.find('@', at + 1)) {
    if (!may_call(all, at) || !calls_everybody(all.substr(at))) continue;
    if (!in.look_at(at).link.empty() || is_code(in.look_at(at))) continue;
    out.append(in, from, at + 1);
    out.append(zero_width_space, in.id_at(at));
    from = at + 1;
  }
  out.append(in, from, all.size());
  return rich(out);
}

}  // namespace gb::matrix
