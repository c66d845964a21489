#include "bridge/files/renderings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "bridge/files/blobs.hpp"

namespace gb::files {
namespace {

namespace fs = std::filesystem;

struct Known {
  fs::file_time_type made;
  std::uint64_t bytes;
  fs::path path;
};

// Many small ones are not to fill a disk either.
std::uint64_t on_disk(std::uint64_t bytes) {
  constexpr std::uint64_t block = 4096;
  return (bytes + block - 1) / block * block;
}

std::vector<Known> all_in(const fs::path& folder) {
  std::vector<Known> all;
  std::error_code ignored;
  for (const fs::directory_entry& one : fs::directory_iterator(folder, ignored))
    if (one.is_regular_file(ignored))
      all.push_back({one.last_write_time(ignored), on_disk(one.file_size(ignored)), one.path()});
  return all;
}

}  // namespace

Renderings::Renderings(fs::path folder, std::uint64_t most) : folder_(std::move(folder)), most_(most) {
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  for (const Known& one : all_in(folder_)) bytes_ += one.bytes;
}

fs::path Renderings::path_of(std::string_view blob, const Box& box) const {
  return folder_ / fmt::format("{}-{}x{}", blob, box.width, box.height);
}

fs::path Renderings::keep(std::string_view blob, const Box& box, std::string_view bytes) {
  const std::lock_guard locked(mutex_);
  fs::path place = path_of(blob, box);
  write_whole(place, fs::path(place).concat(".unfinished"), bytes);
  bytes_ += on_disk(bytes.size());
  if (bytes_ > most_) make_room();
  return place;
}

// Down to three quarters, so that this is not done for each one.
void Renderings::make_room() {
  auto all = all_in(folder_);
  std::ranges::sort(all, {}, &Known::made);
  bytes_ = 0;
  for (const Known& one : all) bytes_ += one.bytes;
  std::error_code ignored;
  for (const Known& one : all) {
    if (bytes_ <= most_ / 4 * 3) return;
    fs::remove(one.path, ignored);
    bytes_ -= one.bytes;
  }
}

void Renderings::erase_one(std::string_view blob, const Box& box) {
  const std::lock_guard locked(mutex_);
  std::error_code ignored;
  const fs::path place = path_of(blob, box);
  const std::uint64_t bytes = fs::file_size(place, ignored);
  if (fs::remove(place, ignored)) bytes_ -= on_disk(bytes);
}

void Renderings::erase(const std::unordered_set<std::string>& blobs) {
  if (blobs.empty()) return;
  const std::lock_guard locked(mutex_);
  std::error_code ignored;
  for (const Known& one : all_in(folder_)) {
    const std::string name = one.path.filename().string();
    if (blobs.contains(name.substr(0, name.find('-'))) && fs::remove(one.path, ignored)) bytes_ -= one.bytes;
  }
}

}  // namespace gb::files
