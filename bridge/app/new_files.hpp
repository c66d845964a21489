#pragma once

#include <sys/types.h>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/result.hpp"

namespace gb::app {

/// Files that only their owner may read, or, for a service, its group as well. Either all of them come to be or, after
/// `take_back`, none. Blocking.
class NewFiles {
 public:
  /// `replace`: files that are there already are replaced, whole, one by one.
  explicit NewFiles(bool replace) : replace_(replace) {}

  /// Whose group may read what is written from now on. Needs the right to give files away.
  void let_read(gid_t group) { group_ = group; }

  /// True if nothing is in the way.
  result<void> may_write(const std::string& path) const;

  result<void> write(const std::string& path, std::string_view content);

  /// Removes what was written. What was replaced does not come back.
  void take_back();

  const std::vector<std::string>& written() const { return written_; }

 private:
  bool replace_;
  gid_t group_ = static_cast<gid_t>(-1);
  std::vector<std::string> written_;
};

}  // namespace gb::app
