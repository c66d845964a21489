#include "bridge/origin/server.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace gb::origin {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

// A literal is written with brackets in a URL, and without them to the resolver.
std::string without_brackets(std::string host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

// It goes into requests as it is; who logs in, and what is asked, is said elsewhere.
bool is_plain(std::string_view url) {
  const std::size_t host = url.find("//") + 2;
  const bool escaped_host = url.substr(0, url.find('/', host)).find('%') != std::string_view::npos;
  return !escaped_host && url.find_first_of("@?#\\") == std::string_view::npos &&
         url.find(":///") == std::string_view::npos &&
         std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::string Server::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (tls ? https_port : http_port) ? name : name + ":" + std::to_string(port);
}

result<Server> parse_server(std::string_view url, std::string ca_file) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  const std::string whole(url);
  // Not told back: it may have a password in it.
  const Error refused{Fault::caller, false, "not the plain URL of a server, like https://chat.example.org"};
  if (!parsed || !is_plain(url) || curl_url_set(parsed.get(), CURLUPART_URL, whole.c_str(), 0) != CURLUE_OK)
    return refused;
  Server server;
  server.ca_file = std::move(ca_file);
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  server.tls = scheme == "https";
  server.host = without_brackets(part_of(parsed.get(), CURLUPART_HOST));
  const std::string port = part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), server.port);
  server.path = part_of(parsed.get(), CURLUPART_PATH);
  while (server.path.ends_with('/')) server.path.pop_back();
  if ((scheme != "http" && scheme != "https") || server.host.empty() || server.port == 0) return refused;
  server.url = (server.tls ? "https://" : "http://") + server.authority() + server.path;
  return server;
}

}  // namespace gb::origin
