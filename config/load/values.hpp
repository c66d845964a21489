#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What counts as an address, a nick, a URL ... in the file. Pure: nothing is looked up, nobody is told.
namespace gb::config {

/// Splits "host:port" or "[v6]:port"; empty host if it is neither.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
HostPort split_host_port(const std::string& text);

/// Where somebody can be reached: a name or an address, and a port from 1 on.
bool is_server(const std::string& text);

/// Where we can listen: "localhost" or an IP address of our own, and a port (0: any).
bool is_listen(const std::string& text);

bool is_loopback(const std::string& host);

/// "10.1.2.3", "10.0.0.0/8", and the same of IPv6.
bool is_network(const std::string& text);

/// "http://host" or "https://host", perhaps with a port and a path.
bool is_url(std::string_view text);

/// What browsers send as Origin: scheme, host and port, no path; or "*".
bool is_origin(std::string_view text);

/// SHA-256 in hex, with or without colons.
bool is_fingerprint(std::string_view text);

/// What IRC servers take as a nick.
bool is_nick(std::string_view text);

/// What may stand inside an IRC line as one word: no spaces, no controls, no leading colon, not empty.
bool is_word(std::string_view text);

/// One line of text that all clients can show, of at most `most` bytes.
bool is_label(std::string_view text, std::size_t most);

}  // namespace gb::config
