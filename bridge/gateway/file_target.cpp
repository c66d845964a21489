#include "bridge/gateway/file_target.hpp"

#include <algorithm>
#include <charconv>

namespace gb::gateway {
namespace {

constexpr std::uint32_t most_side = 30'000;
constexpr std::size_t longest_name = 64;
constexpr unsigned not_found = 404;
constexpr unsigned bad_request = 400;

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Names that we choose need no escapes, so whatever has one is no file.
bool is_our_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.'; };
  return !name.empty() && name.size() <= longest_name && name.front() != '.' && std::ranges::all_of(name, plain);
}

bool read_side(std::string_view value, std::uint32_t& out) {
  const auto side = number_of<std::uint32_t>(value);
  if (!side || *side == 0 || *side > most_side) return false;
  out = *side;
  return true;
}

bool read_box(std::string_view query, files::Box& box) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = pair.find('=');
    const std::string_view key = pair.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    if (key == "width" && !read_side(value, box.width)) return false;
    if (key == "height" && !read_side(value, box.height)) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string_view without_query(std::string_view target) {
  return target.substr(0, target.find('?'));
}

}  // namespace

std::variant<FileTarget, unsigned> parse_file_target(std::string_view target) {
  std::string_view path = without_query(target);
  const std::string_view query = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view{};
  if (!path.starts_with(files_path)) return not_found;
  path.remove_prefix(files_path.size());
  const std::size_t slash = path.find('/');
  const auto owner = number_of<std::int64_t>(path.substr(0, slash));
  if (!owner || *owner < 1 || slash == std::string_view::npos) return not_found;
  const std::string_view name = path.substr(slash + 1);
  if (!is_our_name(name)) return not_found;
  FileTarget out{UserId{*owner}, std::string(name), {}};
  if (!read_box(query, out.box)) return bad_request;
  return out;
}

std::variant<ByteRange, NoRange> parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!header.starts_with(unit) || header.find(',') != std::string_view::npos) return NoRange::whole;
  const std::string_view text = trimmed(header.substr(unit.size()));
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return NoRange::whole;
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = text.substr(dash + 1);
  const auto end = number_of<std::uint64_t>(last);
  if (first.empty()) {
    if (!end) return NoRange::whole;
    if (*end == 0 || size == 0) return NoRange::unsatisfiable;
    return ByteRange{size - std::min(*end, size), size};
  }
  const auto begin = number_of<std::uint64_t>(first);
  if (!begin || (!end && !last.empty()) || (end && *end < *begin)) return NoRange::whole;
  if (*begin >= size) return NoRange::unsatisfiable;
  return ByteRange{*begin, end ? std::min(*end, size - 1) + 1 : size};
}

bool names_tag(std::string_view header, std::string_view tag) {
  while (!header.empty()) {
    std::string_view one = header.substr(0, header.find(','));
    header.remove_prefix(std::min(one.size() + 1, header.size()));
    one = trimmed(one);
    if (one == "*") return true;
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one.size() == tag.size() + 2 && one.substr(1, tag.size()) == tag && one.front() == '"' && one.back() == '"')
      return true;
  }
  return false;
}

}  // namespace gb::gateway
