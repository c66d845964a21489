#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/result.hpp"

namespace gb::files {

/// The bytes of files on the disk, by their SHA-256 in hex: each is there whole or not at all, also after a crash.
/// Blocking.
class Blobs {
 public:
  /// `folder` is made when missing.
  static result<Blobs> open(const std::filesystem::path& folder);

  /// Removes what an earlier run did not finish. For the one process that adds files.
  void clean() const;

  std::filesystem::path path_of(std::string_view blob) const;

  /// Returns when it is durable; throws std::system_error, whose text names no path. Does nothing if it is there.
  void place(std::string_view blob, std::string_view bytes) const;

  /// Those that are there.
  std::vector<std::string> all() const;

  /// Does nothing if it is not there.
  void erase(std::string_view blob) const;

 private:
  explicit Blobs(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

/// Writes a file beside its place, makes it durable and puts it there; throws std::system_error.
void write_whole(const std::filesystem::path& place, const std::filesystem::path& beside, std::string_view bytes);

/// Opens for reading; -1 if it is not there; throws std::system_error if it cannot be opened.
int open_for_reading(const std::filesystem::path& path);

}  // namespace gb::files
