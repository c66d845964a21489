#include "bridge/files/blobs.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace gb::files {
namespace {

namespace fs = std::filesystem;

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("the file could not be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::fsync(opened.number()) != 0) fail("the folder could not be written");
}

void write_durably(const fs::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.number() < 0) fail("the file could not be made");
  write_all(file.number(), bytes);
  if (::fsync(file.number()) != 0) fail("the file could not be written");
}

constexpr const char* unfinished = "unfinished";
constexpr std::size_t folder_name_length = 2;

}  // namespace

void write_whole(const fs::path& place, const fs::path& beside, std::string_view bytes) {
  try {
    write_durably(beside, bytes);
    if (::rename(beside.c_str(), place.c_str()) != 0) fail("the file could not be put in its place");
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
  sync_folder(place.parent_path());
}

int open_for_reading(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno != ENOENT) fail("the file could not be opened");
  return descriptor;
}

result<Blobs> Blobs::open(const fs::path& folder) try {
  fs::create_directories(folder / unfinished);
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return Error{Fault::house, false, fmt::format("{}: we may not write in this folder", folder.string())};
  return Blobs(folder);
} catch (const fs::filesystem_error& failure) {
  return Error{Fault::house, false,
               fmt::format("{}: cannot be used as the folder of files: {}", folder.string(), failure.code().message())};
}

void Blobs::clean() const {
  std::error_code ignored;
  for (const fs::directory_entry& one : fs::directory_iterator(folder_ / unfinished, ignored))
    fs::remove(one.path(), ignored);
}

fs::path Blobs::path_of(std::string_view blob) const {
  return folder_ / blob.substr(0, folder_name_length) / blob;
}

void Blobs::place(std::string_view blob, std::string_view bytes) const {
  const fs::path place = path_of(blob);
  std::error_code fault;
  // One that a disk has cut off is not there.
  if (fs::file_size(place, fault) == bytes.size() && !fault) return;
  const bool made = fs::create_directories(place.parent_path(), fault);
  if (fault) throw std::system_error(fault, "the file could not be kept");
  if (made) sync_folder(folder_);
  // Two may place the same bytes at the same moment.
  static std::atomic<unsigned> count = 0;
  write_whole(place, folder_ / unfinished / fmt::format("{}-{}-{}", blob, ::getpid(), ++count), bytes);
}

std::vector<std::string> Blobs::all() const {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const fs::directory_entry& part : fs::directory_iterator(folder_, ignored)) {
    if (part.path().filename().string().size() != folder_name_length) continue;
    for (const fs::directory_entry& one : fs::directory_iterator(part, ignored))
      found.push_back(one.path().filename().string());
  }
  return found;
}

void Blobs::erase(std::string_view blob) const {
  std::error_code ignored;
  fs::remove(path_of(blob), ignored);
}

}  // namespace gb::files
