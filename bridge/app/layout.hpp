#pragma once

#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/core/catalog.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/delivery/link.hpp"
#include "config/model/config.hpp"

namespace gb::app {

/// A link, and how far its room was brought in earlier runs.
struct PlacedLink {
  delivery::Link link;
  Seq cursor;
  std::size_t missed = 0;  ///< What went out of the store before the room had it.
};

/// What the config's guilds, channels and rooms become.
struct Layout {
  core::Directory directory;
  std::vector<PlacedLink> links;
};

/// Gives everything that the config names its lasting ids. Blocking; `ledger` must outlive the layout.
result<Layout> lay_out(const config::Config& config, core::Catalog& catalog, core::Ledger& ledger);

/// Channels that are there already stay the same ones, with what the new config says of them. On the event loop.
void keep_channels(Layout& next, const core::Directory& now);

}  // namespace gb::app
