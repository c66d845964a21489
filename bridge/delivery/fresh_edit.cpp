#include "bridge/delivery/fresh_edit.hpp"

#include <algorithm>
#include <variant>

namespace gb::delivery {

std::chrono::milliseconds cut_at_fresh_edit(const core::ChannelLog& log, std::vector<core::EntryPtr>& window,
                                            Time now) {
  constexpr std::chrono::milliseconds settle{3000};
  const auto age = [&](const core::EntryPtr& entry) { return std::max(now - entry->created, Time::duration::zero()); };
  const auto fresh = std::ranges::find_if(window, [&](const core::EntryPtr& entry) {
    return std::holds_alternative<core::Edit>(entry->event) && age(entry) < settle && !log.is_edited_again(*entry);
  });
  if (fresh == window.end()) return {};
  const auto wait = settle - age(*fresh);
  window.erase(fresh, window.end());
  return wait;
}

}  // namespace gb::delivery
