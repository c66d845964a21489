#include "adapters/irc/picture_links.hpp"

#include <algorithm>
#include <array>

namespace gb::irc {
namespace {

constexpr std::array<std::string_view, 4> endings = {".png", ".jpg", ".jpeg", ".gif"};
constexpr std::string_view unlikely_at_the_end = ".,;:!?)>]}\"'";
constexpr std::size_t longest_link = 2000;

std::string_view path_of(std::string_view link) {
  return link.substr(0, link.find_first_of("?#"));
}

bool ends_as_picture(std::string_view link) {
  std::string path(path_of(link));
  std::ranges::transform(path, path.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

}  // namespace

std::vector<std::string> picture_links(std::string_view text, std::size_t most) {
  std::vector<std::string> links;
  while (links.size() < most) {
    const std::size_t begin = std::min(text.find("http://"), text.find("https://"));
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    std::string_view link = text.substr(0, text.find_first_of(" \t\r\n<>\"|\\^`{}"));
    text.remove_prefix(link.size());
    while (!link.empty() && unlikely_at_the_end.find(link.back()) != std::string_view::npos) link.remove_suffix(1);
    if (link.size() > longest_link || !ends_as_picture(link)) continue;
    if (std::ranges::find(links, link) == links.end()) links.emplace_back(link);
  }
  return links;
}

std::string_view name_in_link(std::string_view link) {
  const std::string_view path = path_of(link);
  return path.substr(path.rfind('/') + 1);
}

}  // namespace gb::irc
