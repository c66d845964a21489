#include "bridge/gateway/people.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_set>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/encode.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {
namespace {

bool looks_same(const core::UserPtr& a, const core::UserPtr& b) {
  return a == b || (a->id == b->id && a->display_name == b->display_name && a->handle == b->handle);
}

People::Text encode_all(const std::vector<core::UserPtr>& users, const View& view) {
  std::vector<std::string> texts;
  texts.reserve(users.size());
  for (const core::UserPtr& user : users) texts.push_back(guild::to_json(to_guild(*user, view)));
  return std::make_shared<const std::string>(guild::json_array(texts));
}

}  // namespace

void People::of(const std::shared_ptr<core::Channel>& channel, Use use) {
  Known& known = known_[channel->info().id];
  const bool fresh = known.users.size() >= big && std::chrono::steady_clock::now() - known.looked_up < big_is_fresh;
  if (fresh) return use(known.text);
  known.waiting.push_back(std::move(use));
  if (known.waiting.size() > 1) return;
  auto present = channel->presence().people();
  if (present.empty()) return found(channel->info(), {});
  ledger_.resolve(std::move(present), [this, channel](result<std::vector<core::UserPtr>> users) {
    if (!users) log::warn("gateway", "who is in channel {} is not known: {}", channel->info().name, users.error().told);
    found(channel->info(), users ? std::move(*users) : std::vector<core::UserPtr>{});
  });
}

std::vector<core::UserPtr> People::members(GuildId id) const {
  const auto guild = std::ranges::find_if(directory_.guilds(), [id](const auto& known) { return known->id == id; });
  if (guild == directory_.guilds().end()) return {};
  std::vector<core::UserPtr> users;
  for (const core::UserPtr& user : natives_())
    if ((*guild)->has_member(*user)) users.push_back(user);
  return users;
}

void People::found(const core::ChannelInfo& info, std::vector<core::UserPtr> outside) {
  std::vector<core::UserPtr> users = members(info.guild);
  // People of the origin may be natives here as well.
  std::unordered_set<UserId> there;
  for (const core::UserPtr& user : users) there.insert(user->id);
  for (core::UserPtr& user : outside)
    if (there.insert(user->id).second) users.push_back(std::move(user));
  Known& known = known_[info.id];
  if (!known.text || !std::ranges::equal(users, known.users, looks_same)) known.text = encode_all(users, view_);
  known.users = std::move(users);
  known.looked_up = std::chrono::steady_clock::now();
  const Text text = known.text;
  for (const Use& use : std::exchange(known.waiting, {})) use(text);
}

}  // namespace gb::gateway
