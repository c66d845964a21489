#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bridge/base/result.hpp"

/// What a person does for the database file, also while a bridge runs on it. Blocking.
namespace gb::store {

/// What is in a database, and what is wrong with it.
struct Examination {
  std::int64_t schema = 0;
  std::int64_t bytes = 0;
  std::int64_t entries = 0;
  std::int64_t people = 0;
  std::int64_t rooms = 0;
  std::vector<std::string> blobs;     ///< Whose bytes have to be on the disk.
  std::vector<std::string> problems;  ///< Each a sentence; empty where all is well.
};

/// Reads all of it and changes nothing; an error: it cannot even be read.
result<Examination> examine(const std::string& path);

/// What a copy has as its application_id until a bridge runs on it (see `name_house`).
inline constexpr std::int64_t copy_mark = 0x67626370;

/// Writes a copy that is whole and durable, as of one moment, and marked as a copy. `to` must not exist; on an error
/// nothing is left there.
result<void> back_up(const std::string& path, const std::string& to);

/// Puts a copy in the place of the database, on which no bridge may run; what was there goes beside it (".replaced").
/// A damaged copy is refused.
result<void> restore(const std::string& from, const std::string& path);

}  // namespace gb::store
