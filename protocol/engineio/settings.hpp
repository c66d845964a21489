#pragma once

#include <chrono>
#include <cstddef>

namespace gb::engineio {

struct Settings {
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};
  /// Bytes of one packet or polling body. Must admit a full-size upload of 3 MiB in base64, which is 4 MiB.
  std::size_t max_payload = std::size_t{5} << 20;
  /// Bytes that may wait for a client that does not fetch them; at the bound the session is closed.
  std::size_t max_waiting = std::size_t{1} << 20;
};

}  // namespace gb::engineio
