// Names and numbers only.
#include "bridge/core/house_names.hpp"

#include <algorithm>
#include <charconv>

namespace gb::core {

HouseNames HouseNames::parse(std::string_view text) {
  const auto word = [&text] {
    const std::string_view found = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), found.size() + 1));
    return found;
  };
  HouseNames names{std::string(word())};
  while (!text.empty()) {
    const std::string_view one = word();
    const std::size_t colon = one.find(':');
    Seq last;
    const char* const end = one.data() + std::min(colon, one.size());
    if (colon != one.npos && std::from_chars(one.data(), end, last.value).ptr == end)
      names.rename(last, std::string(one.substr(colon + 1)));
  }
  return names;
}

std::string HouseNames::text() const {
  std::string out = first_;
  for (const auto& [last, name] : later_) out += " " + std::to_string(last.value) + ":" + name;
  return out;
}

const std::string& HouseNames::of(Seq entry) const {
  for (auto later = later_.rbegin(); later != later_.rend(); ++later)
    if (entry > later->first) return later->second;
  return first_;
}

}  // namespace gb::core
