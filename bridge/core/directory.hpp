#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/channel.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// A guild of ours and its channels, in the order of the config.
struct Guild {
  GuildId id;
  std::string name;
  Time created;
  bool everyone = true;                     ///< Every native is a member.
  std::unordered_set<std::string> members;  ///< Handles; used when not `everyone`.
  std::vector<std::shared_ptr<Channel>> channels;
  std::optional<FileRef> icon{};

  /// People of the origin are named by the handle that they have there.
  bool has_member(const User& user) const {
    if (everyone || members.contains(user.handle)) return true;
    return user.id >= first_origin_user && members.contains(user.handle.substr(0, user.handle.rfind('@')));
  }
};

/// All guilds and channels. Filled by the app, at start and at each reload; the one place that answers "may this person
/// see that?".
class Directory {
 public:
  Guild& add(Guild guild);

  /// From now on these are all there are. What was looked up before must not be used any more.
  void replace(Directory next) { guilds_ = std::move(next.guilds_); }

  const std::vector<std::unique_ptr<Guild>>& guilds() const { return guilds_; }

  /// Whoever asks; null if it does not exist.
  std::shared_ptr<Channel> channel(ChannelId id) const;

  /// Null if it does not exist or the user is not a member: the two look the same to him.
  const Guild* guild_for(const User& user, GuildId id) const;
  std::shared_ptr<Channel> channel_for(const User& user, ChannelId id) const;

 private:
  std::vector<std::unique_ptr<Guild>> guilds_;
};

}  // namespace gb::core
