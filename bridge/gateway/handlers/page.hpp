#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/core/channel.hpp"

namespace gb::gateway {

/// Which messages of a channel: with `after`, the oldest after it (and before `before`); else the newest.
struct PageRequest {
  std::optional<Seq> after;
  std::optional<Seq> before;
  std::size_t limit = 50;  ///< 0: none at all.
};

struct Page {
  std::vector<core::EntryPtr> entries;  ///< Messages that natives are shown, oldest first, at most `limit`.
  bool more = false;                    ///< There are further ones in the direction of the request.
};

/// Reads on past what natives are not shown (removals, notes to rooms) until the page is full or the log ends.
void read_page(const std::shared_ptr<core::Channel>& channel, const PageRequest& request, Done<Page> done);

}  // namespace gb::gateway
