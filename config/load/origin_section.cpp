#include <fmt/format.h>

#include "config/load/sections.hpp"
#include "config/load/values.hpp"

namespace gb::config {

void read_origin(Section& section, Origin& out) {
  section.text("url", out.url);
  if (!is_url(out.url))
    section.problem_here("url", fmt::format("\"{}\" is not a URL", out.url),
                         "write url = \"https://chat.example.org\"");
  if (out.url.find_first_of("@?#") != std::string::npos)
    section.problem_here("url", "must be plain: no user, no query", "write url = \"https://chat.example.org\"");
  while (out.url.ends_with('/')) out.url.pop_back();
  section.file("tls_ca_file", out.tls_ca_file);
  section.foreign_id("user", out.user);
  section.secret("password", out.password);
  if ((out.user != 0) != !out.password.empty())
    section.problem_here(out.user != 0 ? "password" : "user", "user and password go together",
                         "write user = 42 and password_file = \"origin.secret\"");
  section.text("format", out.format);
  if (out.format.find("{text}") == std::string::npos || out.format.find("{name}") == std::string::npos ||
      out.format.find('\n') != std::string::npos)
    section.problem_here("format", "must have {name} and {text} in it", "write \"<{name}> {text}\"");
  section.duration("request_timeout", out.request_timeout);
  section.duration("reconnect_min", out.reconnect_min);
  section.duration("reconnect_max", out.reconnect_max);
  if (out.reconnect_min > out.reconnect_max)
    section.problem_here("reconnect_min", "reconnect_min is longer than reconnect_max");
  section.duration("catch_up_age", out.catch_up_age);
  section.count("catch_up_entries", out.catch_up_entries, 1);
}

}  // namespace gb::config
