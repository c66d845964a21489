#include "bridge/files/open_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace gb::files {

OpenFile::OpenFile(int descriptor, core::FileFacts facts, std::string tag, Workers& workers)
    : descriptor_(descriptor), facts_(std::move(facts)), tag_(std::move(tag)), workers_(workers) {
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0) size_ = static_cast<std::uint64_t>(status.st_size);
}

OpenFile::~OpenFile() {
  ::close(descriptor_);
}

void OpenFile::read(std::uint64_t offset, std::size_t count, Done<std::string> done) const {
  workers_.run<std::string>(std::move(done), [this, offset, count] { return read_now(offset, count); });
}

result<std::string> OpenFile::read_now(std::uint64_t offset, std::size_t count) const {
  std::string bytes(count, '\0');
  for (std::size_t have = 0; have < count;) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + have, count - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Error{Fault::house, false, "the file could not be read"};
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace gb::files
