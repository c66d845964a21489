#include "adapters/matrix/wire/names.hpp"

#include <cstddef>

#include "adapters/matrix/wire/ids.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

constexpr std::size_t most_name = 100;  // Code points.
constexpr std::size_t most_file_name = 120;
constexpr std::size_t most_extension = 12;

}  // namespace

std::string display_name(std::string_view name, std::string_view user_id) {
  return text::clean_name(name, text::clean_name(localpart(user_id), "somebody", most_name), most_name);
}

std::string file_name(std::string_view name, std::string_view if_empty) {
  std::string out;
  while (!name.empty()) {
    const text::CodePoint next = text::next_code_point(name);
    if (next.value == U'/' || next.value == U'\\')
      out += '_';
    else if (next.valid && !text::is_unwelcome(next.value))
      out += name.substr(0, next.length);
    name.remove_prefix(next.length);
  }
  out.erase(0, std::min(out.find_first_not_of(" ."), out.size()));
  while (out.ends_with(' ') || out.ends_with('.')) out.pop_back();
  if (out.size() > most_file_name) {
    const std::size_t dot = out.rfind('.');
    const bool short_enough = dot != std::string::npos && out.size() - dot <= most_extension;
    const std::string extension = short_enough ? out.substr(dot) : std::string();
    out = out.substr(0, text::prefix_within(out, most_file_name - extension.size())) + extension;
  }
  return out.empty() ? std::string(if_empty) : out;
}

}  // namespace gb::matrix
