#pragma once

#include <string>
#include <vector>

#include "config/load/problem.hpp"
#include "config/model/config.hpp"

namespace gb::config {

struct Loaded {
  Config config;
  std::vector<Problem> problems;  ///< All of them, in the order of the file where it has one.

  /// True if the configuration may be used: nothing worse than warnings.
  bool good() const;
};

/// Reads and checks a file. Never throws; a file that cannot be read is a problem like any other.
Loaded load(const std::string& path);

}  // namespace gb::config
