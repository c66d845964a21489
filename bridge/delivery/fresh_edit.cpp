#include "bridge/delivery/fresh_edit.hpp"

#include <algorithm>
#include <variant>

namespace gb::delivery {

std::chrono::milliseconds cut_at_fresh_edit(const core::ChannelLog& log, std::vector<core::EntryPtr>& window,
                                            Time now) {
  constexpr std::chrono::milliseconds settle{3000};
  const auto is_fresh = [&](Time created) { return created <= now && now - created < settle; };
  const auto fresh = std::ranges::find_if(window, [&](const core::EntryPtr& entry) {
    return std::holds_alternative<core::Edit>(entry->event) && is_fresh(entry->created) && !log.is_edited_again(*entry);
  });
  if (fresh == window.end()) return {};
  const auto wait = settle - (now - (*fresh)->created);
  window.erase(fresh, window.end());
  return wait;
}

}  // namespace gb::delivery
