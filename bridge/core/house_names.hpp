#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/ids.hpp"

namespace gb::core {

/// By what name other networks know the numbers of this database, so that a message that was sent there twice is told
/// from another house's message of the same number. A database that comes from a backup goes on under a new name: its
/// new messages have numbers that those after the backup had as well. What was in the backup keeps the old one.
class HouseNames {
 public:
  HouseNames() = default;
  explicit HouseNames(std::string first) : first_(std::move(first)) {}

  /// As `text` writes it: "first 1234:second 5678:third", where the second has everything after 1234.
  static HouseNames parse(std::string_view text);
  std::string text() const;

  /// Everything after `last` has another name.
  void rename(Seq last, std::string name) { later_.emplace_back(last, std::move(name)); }

  const std::string& of(Seq entry) const;

  /// True for what an earlier life of this database has made, and perhaps sent after the backup was made.
  bool is_inherited(Seq entry) const { return !later_.empty() && entry <= later_.back().first; }

 private:
  std::vector<std::pair<Seq, std::string>> later_;  ///< After which entry, and the name; in order.
  std::string first_;
};

}  // namespace gb::core
