#include "adapters/origin/wire/place.hpp"

#include <charconv>

namespace gb::origin {
namespace {

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Place parse_place(std::string_view text) {
  const std::size_t slash = text.find('/');
  return {number(text.substr(0, slash)), slash == std::string_view::npos ? 0 : number(text.substr(slash + 1))};
}

}  // namespace gb::origin
