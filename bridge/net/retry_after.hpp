#pragma once

#include <chrono>
#include <optional>

#include "bridge/base/time.hpp"
#include "bridge/net/http_client.hpp"

namespace gb::net {

/// How long the server asks us to wait (RFC 9110, section 10.2.3: seconds, or a date that is compared with `now`), at
/// most an hour. Nothing if it does not say.
std::optional<std::chrono::milliseconds> retry_after(const HttpAnswer& answer, Time now);

/// True for what may be different on the next try: 408, 429 and the 5xx.
bool is_passing(int status);

}  // namespace gb::net
