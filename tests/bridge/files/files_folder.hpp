#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "bridge/files/kept_files.hpp"
#include "bridge/files/workers.hpp"
#include "tests/support/memory_file_book.hpp"

namespace gb::files::test {

/// Kept files in a folder that goes with them.
struct FilesFolder {
  FilesFolder() : kept(*Blobs::open(folder / "files"), std::unique_ptr<core::FileBook>(book), {}, workers) {}

  ~FilesFolder() {
    workers.stop();
    std::filesystem::remove_all(folder);
  }

  FilesFolder(const FilesFolder&) = delete;
  FilesFolder& operator=(const FilesFolder&) = delete;

  static std::filesystem::path fresh() {
    std::string name = (std::filesystem::temp_directory_path() / "gb-kept-XXXXXX").string();
    return ::mkdtemp(name.data());
  }

  std::filesystem::path blob_of(const core::FileRef& file) const {
    const std::string blob = (*book->find(file.owner, file.name))->blob;
    return folder / "files" / blob.substr(0, 2) / blob;
  }

  const std::filesystem::path folder = fresh();
  gb::test::MemoryFileBook* const book = new gb::test::MemoryFileBook();  ///< Owned by `kept`.
  boost::asio::io_context loop;
  Workers workers{loop.get_executor()};
  KeptFiles kept;
};

}  // namespace gb::files::test
