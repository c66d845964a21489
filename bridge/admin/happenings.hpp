#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/time.hpp"

/// What happened to entries lately. Pure.
namespace gb::admin {

struct Happening {
  enum class Kind : std::uint8_t { delivered, unproven, retried, refused, skipped };

  Time when;
  Kind kind = Kind::delivered;
  Seq entry;              ///< skipped: the last of them.
  RoomId room;            ///< Where.
  std::string where{};    ///< Its name; filled in when it is shown.
  std::int64_t took = 0;  ///< Delivered: milliseconds since it came to us. Skipped: how many.
  std::string reason{};   ///< Empty for what went well.
};

/// "delivered", "unproven" and so on.
std::string_view to_string(Happening::Kind kind);

/// The last happenings, at most so many; an older one gives its place away. What goes well takes no memory but its
/// place: it is noted once for each delivery.
class Happenings {
 public:
  explicit Happenings(std::size_t most) : most_(most) { ring_.reserve(most); }

  void add(Happening happening);

  /// The last ones, newest first.
  std::vector<Happening> last(std::size_t count) const;

  /// Adds all of one entry, oldest first.
  void collect(Seq entry, std::vector<Happening>& out) const;

 private:
  std::size_t most_;
  std::size_t next_ = 0;  ///< Where the next one goes, once the ring is full.
  std::vector<Happening> ring_;
};

}  // namespace gb::admin
