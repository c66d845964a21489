#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Which pages of the web may talk to us. Pure.
namespace gb::gateway {

/// A request without an Origin does not come from a page of another site, and is fine.
bool is_origin_allowed(std::string_view origin, const std::vector<std::string>& allowed);

/// True of a page that this very host serves: the Origin is what the request's Host header says. Whoever makes his own
/// name point here gains nothing by it, since no browser keeps a secret of ours that it would send along.
bool is_same_origin(std::string_view origin, std::string_view host);

/// "https://chat.example.org" of "https://chat.example.org/a/path".
std::string_view origin_of(std::string_view url);

/// How a page's client asks. Those of Socket.IO 2 always ask with credentials, though we have no use for any, and then
/// browsers do not take "*" for an answer (Fetch standard, "CORS check").
enum class Credentials : std::uint8_t { none, wanted };

/// Response headers, each line ended, for a request from this origin; empty where it is not allowed.
std::string cors_headers(std::string_view origin, const std::vector<std::string>& allowed, Credentials credentials);

/// Those of the answer to a preflight request. Names Authorization, which "*" does not cover.
std::string preflight_headers(std::string_view origin, const std::vector<std::string>& allowed,
                              Credentials credentials);

}  // namespace gb::gateway
