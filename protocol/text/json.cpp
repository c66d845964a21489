#include "protocol/text/json.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "protocol/text/utf8.hpp"

namespace gb::text {
namespace {

// The parser itself does not recurse, but what walks the value later may.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[n];
    if (in_string) {
      if (c == '\\') ++n;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if ((c == '[' || c == '{') && ++depth > most_json_depth) return true;
    if (c == ']' || c == '}') --depth;
  }
  return false;
}

// The value of an escape \uXXXX that begins at `at`.
std::optional<unsigned> unit_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(at + 2, 4)) {
    value <<= 4;
    if (c >= '0' && c <= '9')
      value |= static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f')
      value |= static_cast<unsigned>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      value |= static_cast<unsigned>(c - 'A' + 10);
    else
      return std::nullopt;
  }
  return value;
}

bool is_high(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

std::string without_lone_surrogates(std::string_view text) {
  std::string out(text);
  for (std::size_t n = 0; n + 1 < out.size(); ++n) {
    if (out[n] != '\\') continue;
    const auto unit = unit_at(out, n);
    if (unit && is_high(*unit)) {
      const auto next = unit_at(out, n + 6);
      if (next && is_low(*next)) {
        n += 11;
        continue;
      }
    }
    if (unit && (is_high(*unit) || is_low(*unit))) out.replace(n + 2, 4, "fffd");
    n += 1;
  }
  return out;
}

bool may_have_surrogates(std::string_view text) {
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

}  // namespace

nlohmann::json parse_json(std::string_view text) {
  using nlohmann::json;
  if (is_too_deep(text)) return json(json::value_t::discarded);
  if (may_have_surrogates(text)) return json::parse(without_lone_surrogates(text), nullptr, false);
  return json::parse(text, nullptr, false);
}

nlohmann::json parse_json_pruned(std::string_view text) {
  using nlohmann::json;
  const auto keep = [](int depth, json::parse_event_t, json&) { return depth < most_json_depth; };
  if (may_have_surrogates(text)) return json::parse(without_lone_surrogates(text), keep, false);
  return json::parse(text, keep, false);
}

std::string write_json(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string quote_json(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  constexpr std::string_view hex = "0123456789abcdef";
  std::string repaired;
  if (!is_utf8(text)) {
    repaired = to_utf8(text);
    text = repaired;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace gb::text
