#include "adapters/origin/wire/incoming.hpp"

#include <chrono>
#include <utility>

#include "bridge/base/plausible_time.hpp"
#include "bridge/core/native_text.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::origin {
namespace {

// As much as natives of ours may say.
std::string within_bounds(const std::string& content) {
  constexpr std::size_t most = std::size_t{64} << 10;
  if (content.size() <= most) return content;
  return content.substr(0, text::prefix_within(content, most)) + " [...]";
}

// A handle that hides something could be taken for another's.
std::string clear_handle(const std::string& handle, const std::string& number) {
  return text::clean_name(handle, number) == handle ? handle : number;
}

std::optional<UserId> our_id(std::int64_t id) {
  return id >= 0 && id <= most_origin_id ? std::optional(origin_user(id)) : std::nullopt;
}

}  // namespace

core::OutsidePerson People::person(const guild::ForeignUser& user) {
  if (known_.size() >= most) known_.clear();
  const std::string number = std::to_string(user.id);
  core::OutsidePerson& known = known_[user.id];
  if (known.key.empty()) known = {core::origin_network, number, "user " + number, number, our_id(user.id)};
  if (!user.handle.empty()) known.handle = clear_handle(user.handle, number);
  if (!user.display_name.empty())
    known.name = text::clean_name(user.display_name, known.handle);
  else if (!user.handle.empty() && known.name == "user " + number)
    known.name = known.handle;
  return known;
}

std::string remote_id(const guild::ForeignMessage& message, int epoch) {
  if (!message.id) return {};
  std::string out = std::to_string(*message.id) + '#' + std::to_string(epoch);
  if (message.created)
    out += '@' + std::to_string(std::chrono::floor<std::chrono::seconds>(message.created->time_since_epoch()).count());
  return out;
}

core::Incoming incoming(const guild::ForeignMessage& message, int epoch, core::OutsidePerson author, Time now) {
  core::Incoming out;
  out.author = std::move(author);
  out.message = core::from_native(within_bounds(message.content));
  out.said = plausible_time(message.created, now);
  if (auto id = remote_id(message, epoch); !id.empty()) out.remote_ids.push_back(std::move(id));
  return out;
}

}  // namespace gb::origin
