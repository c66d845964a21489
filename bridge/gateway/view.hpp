#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/base/ids.hpp"
#include "bridge/core/person.hpp"

namespace gb::gateway {

/// How our ids look to native clients: as they are; or, in front of an origin whose ids pass unchanged, so that the two
/// never collide. Then all that is ours is above 2^52, and people of the origin have the ids that they have there.
/// Pure.
class Numbering {
 public:
  explicit Numbering(bool before_origin) : offset_(before_origin ? first_origin_user.value : 0) {}

  bool before_origin() const { return offset_ != 0; }

  /// True if a client means something of ours by this id of a guild, a channel or a message.
  bool is_ours(std::int64_t id) const { return id >= offset_; }

  template <class Tag>
  std::int64_t shown(Id<Tag> id) const {
    return id.value + offset_;
  }

  /// Only of what is ours.
  template <class AnyId>
  AnyId meant(std::int64_t id) const {
    return AnyId{id - offset_};
  }

  /// People of the origin are above the offset here, and below it there; all others the other way round.
  std::int64_t shown(UserId id) const { return id.value ^ offset_; }
  UserId meant_user(std::int64_t id) const { return UserId{id ^ offset_}; }

 private:
  std::int64_t offset_;
};

/// What the looks of our values depend on, beside themselves.
struct View {
  std::string public_url;  ///< Prefix of the links to files.
  Numbering ids;

  /// In front of the origin its people are called as they are called there.
  std::string_view handle(const core::User& user) const {
    const std::string_view handle = user.handle;
    const bool at_home = ids.before_origin() && user.id >= first_origin_user;
    return at_home ? handle.substr(0, handle.rfind('@')) : handle;
  }
};

}  // namespace gb::gateway
