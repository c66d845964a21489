#include "bridge/app/changes.hpp"

#include <map>
#include <utility>

namespace gb::app {
namespace {

/// Things by their names, compared.
template <class T>
class Comparison {
 public:
  explicit Comparison(std::vector<std::string>& out) : out_(out) {}

  void before(std::string name, const T& value) { before_.emplace(std::move(name), &value); }
  void after(std::string name, const T& value) { after_.emplace(std::move(name), &value); }

  template <class Same>
  void tell(Same same) {
    for (const auto& [name, value] : before_)
      if (!after_.contains(name)) out_.push_back(name + ": removed");
    for (const auto& [name, value] : after_) {
      const auto was = before_.find(name);
      if (was == before_.end())
        out_.push_back(name + ": added");
      else if (!same(*was->second, *value))
        out_.push_back(name + ": changed");
    }
  }

 private:
  std::vector<std::string>& out_;
  std::map<std::string, const T*> before_;
  std::map<std::string, const T*> after_;
};

template <class T>
void compare_networks(const std::string& kind, const std::vector<T>& before, const std::vector<T>& after,
                      std::vector<std::string>& out) {
  Comparison<T> comparison(out);
  for (const T& one : before) comparison.before(kind + one.name, one);
  for (const T& one : after) comparison.after(kind + one.name, one);
  comparison.tell(std::equal_to<>());
}

// Of the guild itself; its channels are compared one by one.
bool same_guild(const config::Guild& a, const config::Guild& b) {
  return a.name == b.name && a.icon == b.icon && a.everyone == b.everyone && a.members == b.members;
}

bool same_channel(const config::Channel& a, const config::Channel& b) {
  return a.name == b.name && a.description == b.description;
}

void compare_guilds(const config::Config& before, const config::Config& after, std::vector<std::string>& out) {
  Comparison<config::Guild> guilds(out);
  Comparison<config::Channel> channels(out);
  Comparison<config::Room> links(out);
  const auto collect = [](const config::Config& config, auto guild, auto channel, auto link) {
    for (const config::Guild& one : config.guilds) {
      guild("guild " + one.key, one);
      for (const config::Channel& inner : one.channels) {
        const std::string key = one.key + "/" + inner.key;
        channel("channel " + key, inner);
        for (const config::Room& room : inner.rooms) link("link of " + key + " with " + room.room, room);
      }
    }
  };
  collect(
      before, [&](auto name, const auto& one) { guilds.before(name, one); },
      [&](auto name, const auto& one) { channels.before(name, one); },
      [&](auto name, const auto& one) { links.before(name, one); });
  collect(
      after, [&](auto name, const auto& one) { guilds.after(name, one); },
      [&](auto name, const auto& one) { channels.after(name, one); },
      [&](auto name, const auto& one) { links.after(name, one); });
  guilds.tell(same_guild);
  channels.tell(same_channel);
  links.tell(std::equal_to<>());
}

}  // namespace

Changes changes_between(const config::Config& before, const config::Config& after) {
  Changes changes;
  compare_networks("irc.", before.irc, after.irc, changes.now);
  compare_networks("matrix.", before.matrix, after.matrix, changes.now);
  if (before.origin != after.origin) changes.now.emplace_back("origin: changed");
  compare_guilds(before, after, changes.now);
  if (before.log != after.log) changes.now.emplace_back("log: changed");
  if (before.gateway != after.gateway) changes.later.emplace_back("[gateway]");
  if (before.admin != after.admin) changes.later.emplace_back("[admin]");
  if (before.store != after.store) changes.later.emplace_back("[store]");
  if (before.files != after.files) changes.later.emplace_back("[files]");
  return changes;
}

}  // namespace gb::app
