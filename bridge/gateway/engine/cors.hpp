#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Which pages of the web may talk to us. Pure.
namespace gb::gateway {

/// A request without an Origin does not come from a page of another site, and is fine.
bool is_origin_allowed(std::string_view origin, const std::vector<std::string>& allowed);

/// Response headers, each line ended, for a request from this origin; empty where it is not allowed.
std::string cors_headers(std::string_view origin, const std::vector<std::string>& allowed);

/// Those of the answer to a preflight request. Names Authorization, which "*" does not cover.
std::string preflight_headers(std::string_view origin, const std::vector<std::string>& allowed);

}  // namespace gb::gateway
