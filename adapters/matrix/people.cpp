// Bookkeeping of names; no requests and no events may live here.
#include "adapters/matrix/people.hpp"

#include <utility>
#include <vector>

#include "adapters/matrix/wire/names.hpp"

namespace gb::matrix {

void People::set(ById names, ById avatars) {
  names_ = std::move(names);
  avatars_ = std::move(avatars);
  std::vector<core::OutsidePerson> all;
  all.reserve(names_.size());
  for (const auto& [id, name] : names_) all.push_back({network_, id, name});
  presence_.set(room_, std::move(all));
}

void People::join(const std::string& user_id, const std::string& name, const std::string& avatar) {
  if (names_.size() >= most && !names_.contains(user_id)) return;
  names_[user_id] = name;
  if (avatar.empty())
    avatars_.erase(user_id);
  else
    avatars_[user_id] = avatar;
  presence_.join(room_, person(user_id));
}

void People::leave(const std::string& user_id) {
  names_.erase(user_id);
  avatars_.erase(user_id);
  presence_.leave(room_, user_id);
}

std::string People::avatar(const std::string& user_id) const {
  const auto known = avatars_.find(user_id);
  return known == avatars_.end() ? std::string() : known->second;
}

core::OutsidePerson People::person(const std::string& user_id) const {
  const auto known = names_.find(user_id);
  return {network_, user_id, known == names_.end() ? display_name({}, user_id) : known->second};
}

}  // namespace gb::matrix
