#include "bridge/app/setup/names.hpp"

#include <algorithm>
#include <vector>

namespace gb::setup {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_digit_or_dot(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::vector<std::string> labels_of(std::string_view host) {
  std::vector<std::string> labels(1);
  for (const char c : host) {
    if (c == '.')
      labels.emplace_back();
    else
      labels.back() += lower(c);
  }
  return labels;
}

}  // namespace

std::string network_name(std::string_view host) {
  constexpr std::string_view otherwise = "home";
  const bool address = host.find(':') != std::string_view::npos || std::ranges::all_of(host, is_digit_or_dot);
  std::vector<std::string> labels = labels_of(host);
  if (address || labels.size() < 2) return std::string(otherwise);
  return key_of(labels[labels.size() - 2], otherwise);
}

std::string key_of(std::string_view name, std::string_view otherwise) {
  std::string key;
  for (const char c : name) {
    if (is_plain(lower(c)))
      key += lower(c);
    else if (!key.empty() && key.back() != '-')
      key += '-';
  }
  while (key.ends_with('-')) key.pop_back();
  return key.empty() ? std::string(otherwise) : key;
}

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  if (url.starts_with('[')) return std::string(url.substr(0, url.find(']') + 1));
  return std::string(url.substr(0, url.find(':')));
}

}  // namespace gb::setup
