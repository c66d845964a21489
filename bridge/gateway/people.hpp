#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bridge/base/time.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/core/ledger.hpp"
#include "bridge/gateway/view.hpp"

namespace gb::gateway {

/// Everyone in a channel: the natives who are members of its guild and whoever is present in its rooms. Lives on the
/// event loop.
///
/// A storm of requests costs little: requests of the same channel share one look-up, the JSON text is made again only
/// when somebody came, went or changed his name, and big channels are looked up only every few seconds.
class People {
 public:
  /// A JSON array of users, to be read only.
  using Text = std::shared_ptr<const std::string>;
  using Use = std::function<void(const Text&)>;

  /// From this many people on, an answer is good for `big_is_fresh`.
  static constexpr std::size_t big = 500;
  static constexpr std::chrono::seconds big_is_fresh{2};

  /// Everybody who is a native, in the order of ids.
  using Natives = std::function<const std::vector<core::UserPtr>&()>;

  /// All must outlive this and every look-up under way.
  People(core::Directory& directory, Natives natives, core::Ledger& ledger, const View& view)
      : directory_(directory), natives_(std::move(natives)), ledger_(ledger), view_(view) {}

  /// Calls `use`, at once or later, on the loop. If those in the rooms cannot be looked up, the natives are there.
  void of(const std::shared_ptr<core::Channel>& channel, Use use);

 private:
  struct Known {
    std::vector<core::UserPtr> users;
    Text text;
    Tick looked_up{};
    std::vector<Use> waiting;
  };

  std::vector<core::UserPtr> members(GuildId id) const;
  void found(const core::ChannelInfo& info, std::vector<core::UserPtr> outside);

  core::Directory& directory_;
  Natives natives_;
  core::Ledger& ledger_;
  const View& view_;
  std::unordered_map<ChannelId, Known> known_;
};

}  // namespace gb::gateway
