#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "config/load/sections.hpp"
#include "config/load/values.hpp"

namespace gb::config {
namespace {

constexpr Bytes packet_overhead = 1024;
constexpr std::size_t most_socket_path = 107;  // sockaddr_un, without its final zero

void check_pem(Section& section, const char* key, const std::string& path) {
  if (path.empty()) return;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("-----BEGIN ")) return;
  section.problem_here(key, fmt::format("{} is not a PEM file that we can read", path));
}

void read_tls(Section& section, GatewayTls& out) {
  section.file("certificate", out.certificate);
  section.file("key", out.key);
  if (out.certificate.empty() != out.key.empty()) section.problem_here("key", "certificate and key go together");
  check_pem(section, "certificate", out.certificate);
  check_pem(section, "key", out.key);
}

void check_listen(Section& section, const std::string& value) {
  if (!is_listen(value))
    section.problem_here("listen", fmt::format("\"{}\" is not an address with a port", value),
                         "write \"127.0.0.1:8080\" or \"[::1]:8080\"");
}

void read_addresses(Section& section, Gateway& out) {
  section.text("listen", out.listen);
  check_listen(section, out.listen);
  section.text("public_url", out.public_url);
  if (!is_url(out.public_url))
    section.problem_here("public_url", fmt::format("\"{}\" is not a URL", out.public_url),
                         "write \"https://chat.example.org\"");
  section.texts("allowed_origins", out.allowed_origins);
  for (const std::string& origin : out.allowed_origins)
    if (!is_origin(origin))
      section.problem_here("allowed_origins", fmt::format("\"{}\" is not an origin", origin),
                           "write \"https://chat.example.org\", without a path, or \"*\"");
  section.texts("trusted_proxies", out.trusted_proxies);
  for (const std::string& proxy : out.trusted_proxies)
    if (!is_network(proxy))
      section.problem_here("trusted_proxies", fmt::format("\"{}\" is not an address or network", proxy),
                           "write \"127.0.0.1\" or \"10.0.0.0/8\"");
}

}  // namespace

void read_gateway(Section& section, Gateway& out) {
  read_addresses(section, out);
  std::string auth = "accounts";
  section.one_of("auth", auth, std::array{"accounts", "origin"});
  out.auth = auth == "origin" ? Auth::origin : Auth::accounts;
  section.boolean("web", out.web);
  section.count("logins_per_minute", out.logins_per_minute);
  section.duration("ping_interval", out.ping_interval);
  section.duration("ping_timeout", out.ping_timeout);
  section.duration("connect_timeout", out.connect_timeout);
  section.duration("upgrade_timeout", out.upgrade_timeout);
  section.duration("request_timeout", out.request_timeout);
  section.bytes("max_payload", out.max_payload);
  section.bytes("max_unread", out.max_unread);
  section.count("max_connections", out.max_connections, 1);
  section.count("max_connections_per_address", out.max_connections_per_address);
  section.rate("posts", out.posts);
  section.rate("packets", out.packets);
  section.bytes("max_content", out.max_content);
  if (out.max_content < 1 || out.max_payload < out.max_content + packet_overhead)
    section.problem_here("max_content", "a post of that size does not fit in max_payload");
  section.count("history", out.history, 1);
  section.table("tls", [&](Section& tls) { read_tls(tls, out.tls); });
}

void read_admin(Section& section, const Gateway& gateway, Admin& out) {
  section.text("socket", out.socket);
  if (out.socket.size() > most_socket_path)
    section.problem_here("socket",
                         fmt::format("has {} bytes; the system takes {}", out.socket.size(), most_socket_path),
                         "put it into a folder with a shorter name, /run/guildbridge say");
  section.text("listen", out.listen);
  if (out.listen.empty()) return;
  check_listen(section, out.listen);
  const HostPort at = split_host_port(out.listen);
  if (!at.host.empty() && !is_loopback(at.host))
    section.problem_here("listen", "must be a loopback address: whoever reaches it sees everything",
                         "write \"127.0.0.1:8081\"");
  if (at.port != 0 && out.listen == gateway.listen)
    section.problem_here("listen", "is taken: [gateway] listens there", "write another port");
}

void read_files(Section& section, const Gateway& gateway, Files& out) {
  constexpr std::uint32_t least_pixels = 1;
  std::error_code fault;
  section.text("path", out.path);
  if (out.path.empty() ||
      std::filesystem::is_regular_file(std::filesystem::path(section.report().folder) / out.path, fault))
    section.problem_here("path", "must name a folder, not a file", "write \"files\"");
  section.bytes("max_size", out.max_size);
  if (out.max_size < 1 || gateway.max_payload < out.max_size / 3 * 4 + packet_overhead)
    section.problem_here("max_size", "a file of that size does not fit in one packet",
                         "make [gateway] max_payload at least 4/3 of it, and 1 KiB");
  section.bytes("max_download", out.max_download);
  section.count("max_megapixels", out.max_megapixels, least_pixels);
  section.bytes("user_quota", out.user_quota);
  section.bytes("total_quota", out.total_quota);
  section.bytes("renderings", out.renderings);
  section.count("keep_days", out.keep_days);
  section.count("keep_unused_days", out.keep_unused_days);
}

void read_log(Section& section, Log& out) {
  constexpr std::array levels{"debug", "info", "warn", "error"};
  section.one_of("level", out.level, levels);
  section.one_of("format", out.format, std::array{"text", "json"});
  section.table("levels", [&](Section& areas) {
    for (const std::string& area : areas.keys()) areas.one_of(area.c_str(), out.levels[area], levels);
  });
}

void read_store(Section& section, Store& out) {
  std::error_code fault;
  section.text("path", out.path);
  if (out.path.empty() || out.path.ends_with('/') ||
      std::filesystem::is_directory(std::filesystem::path(section.report().folder) / out.path, fault))
    section.problem_here("path", "must name a file, not a folder", "write \"guildbridge.db\"");
  section.duration("keep", out.keep);
}

}  // namespace gb::config
