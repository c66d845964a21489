#pragma once

#include <cstdint>
#include <string>

#include "bridge/base/result.hpp"
#include "bridge/core/event.hpp"
#include "bridge/files/workers.hpp"

namespace gb::files {

/// A stored file, or a rendering of it, open for reading: it can be read to its end also if it is removed meanwhile.
class OpenFile {
 public:
  /// `descriptor` is taken over.
  OpenFile(int descriptor, core::FileFacts facts, std::string tag, Workers& workers);
  ~OpenFile();

  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// Of the stored file; a rendering has another size.
  const core::FileFacts& facts() const { return facts_; }

  std::uint64_t size() const { return size_; }

  /// Names these bytes, and no others.
  const std::string& tag() const { return tag_; }

  /// `count` bytes from `offset` on; both must lie within the file. One call at a time, and the file must be kept
  /// alive until `done`.
  void read(std::uint64_t offset, std::size_t count, Done<std::string> done) const;

  /// The same, blocking.
  result<std::string> read_now(std::uint64_t offset, std::size_t count) const;

 private:
  int descriptor_;
  core::FileFacts facts_;
  std::string tag_;
  std::uint64_t size_ = 0;
  Workers& workers_;
};

}  // namespace gb::files
