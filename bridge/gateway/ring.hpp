#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/gateway/engine/shared_bytes.hpp"

namespace gb::gateway {

/// The newest entries of one channel as clients get them, each encoded once, by position in the log. Bounded by bytes:
/// what does not fit falls out at the old end, whoever still wants it.
class Ring {
 public:
  /// Everything up to `start` is old news.
  Ring(Seq start, std::size_t max_bytes) : max_bytes_(max_bytes), before_(start), newest_(start) {}

  /// The log goes on to `seq` with this event.
  void add(Seq seq, std::string text);

  /// The log goes on to `seq` with something that clients are not shown.
  void pass(Seq seq) { newest_ = seq; }

  Seq newest() const { return newest_; }
  std::size_t bytes() const { return bytes_; }

  /// True if everything after `position` is still here.
  bool reaches(Seq position) const { return position >= before_; }

  /// All that came after `position`, to be shared by everybody who stands there; null if nothing did.
  /// Precondition: reaches(position).
  SharedBroadcast after(Seq position);

  /// Nobody needs anything up to `position` any more.
  void drop(Seq position);

 private:
  struct Encoded {
    Seq seq;
    std::string text;
  };

  std::size_t max_bytes_;
  Seq before_;  ///< Everything after this is in entries_.
  Seq newest_;
  std::size_t bytes_ = 0;
  std::deque<Encoded> entries_;
  Seq chunk_from_;  ///< What chunk_ holds: everything after this
  Seq chunk_to_;    ///< up to this.
  SharedBroadcast chunk_;
};

}  // namespace gb::gateway
