#include "config/load/values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/text/clean.hpp"

namespace gb::config {
namespace {

using Address = std::array<unsigned char, sizeof(in6_addr)>;

bool is_address(int family, const std::string& text) {
  Address bytes{};
  return ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

bool is_unprintable(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string_view after_scheme(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (url.starts_with(scheme)) return url.substr(scheme.size());
  return {};
}

}  // namespace

HostPort split_host_port(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {};
  HostPort out{text.substr(0, colon), 0};
  const auto [end, fault] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), out.port);
  if (fault != std::errc{} || end != text.data() + text.size()) return {};
  const bool bracketed = out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']';
  if (bracketed) out.host = out.host.substr(1, out.host.size() - 2);
  // Without brackets nobody can say where an IPv6 address ends.
  if (bracketed != (out.host.find(':') != std::string::npos)) return {};
  return out;
}

bool is_server(const std::string& text) {
  const HostPort at = split_host_port(text);
  return at.port != 0 && !at.host.empty() && std::ranges::none_of(at.host, is_unprintable);
}

bool is_listen(const std::string& text) {
  const std::string host = split_host_port(text).host;
  return host == "localhost" || is_address(AF_INET, host) || is_address(AF_INET6, host);
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || (is_address(AF_INET, host) && host.starts_with("127."));
}

bool is_network(const std::string& text) {
  const std::string address = text.substr(0, text.find('/'));
  const bool four = is_address(AF_INET, address);
  if (!four && !is_address(AF_INET6, address)) return false;
  if (address.size() == text.size()) return true;
  int bits = -1;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data() + address.size() + 1, end, bits);
  return fault == std::errc{} && stop == end && bits >= 0 && bits <= (four ? 32 : 128);
}

bool is_url(std::string_view text) {
  const std::string_view rest = after_scheme(text);
  return !rest.empty() && rest.front() != '/' && std::ranges::none_of(rest, is_unprintable) &&
         rest.find_first_of("?#\"<>") == std::string_view::npos;
}

bool is_origin(std::string_view text) {
  return text == "*" || (is_url(text) && after_scheme(text).find('/') == std::string_view::npos);
}

bool is_fingerprint(std::string_view text) {
  constexpr std::ptrdiff_t digits = 64;
  return std::ranges::count_if(text, is_hex) == digits &&
         std::ranges::all_of(text, [](char c) { return c == ':' || is_hex(c); });
}

bool is_nick(std::string_view text) {
  constexpr std::string_view unfit = " ,:!@*?#&.$+~%";
  return !text.empty() && (text.front() < '0' || text.front() > '9') && text.front() != '-' &&
         std::ranges::none_of(text,
                              [&](char c) { return unfit.find(c) != std::string_view::npos || is_unprintable(c); });
}

bool is_word(std::string_view text) {
  return !text.empty() && text.front() != ':' && std::ranges::none_of(text, is_unprintable);
}

bool is_label(std::string_view text, std::size_t most) {
  return text.size() <= most && !text.empty() && text::clean_name(text, {}, most) == text;
}

}  // namespace gb::config
