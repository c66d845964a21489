#include "bridge/net/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace gb::net {

std::optional<std::chrono::milliseconds> retry_after(const HttpAnswer& answer, Time now) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(1);
  const auto text = answer.header("retry-after");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (fault == std::errc{} && end == text->data() + text->size())
    return std::clamp(std::chrono::milliseconds(std::clamp<std::int64_t>(seconds, 0, 3600) * 1000),
                      std::chrono::milliseconds(0), longest);
  const std::time_t date = curl_getdate(std::string(*text).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return std::clamp(Time(std::chrono::seconds(date)) - now, std::chrono::milliseconds(0), longest);
}

bool is_passing(int status) {
  return status == 408 || status == 429 || (status >= 500 && status < 600);
}

}  // namespace gb::net
