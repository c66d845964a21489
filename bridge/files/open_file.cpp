#include "bridge/files/open_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

namespace gb::files {
OpenFile::OpenFile(int descriptor, core::FileFacts facts, std::string tag, boost::asio::any_io_executor loop,
                   boost::asio::thread_pool& pool)
    : descriptor_(descriptor), facts_(std::move(facts)), tag_(std::move(tag)), loop_(std::move(loop)), pool_(pool) {
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0) size_ = static_cast<std::uint64_t>(status.st_size);
}

OpenFile::~OpenFile() {
  ::close(descriptor_);
}

void OpenFile::read(std::uint64_t offset, std::size_t count, Done<std::string> done) const {
  boost::asio::post(pool_, [this, offset, count, done = std::move(done)]() mutable {
    boost::asio::post(loop_,
                      [done = std::move(done), part = read_now(offset, count)]() mutable { done(std::move(part)); });
  });
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
