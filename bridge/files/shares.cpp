#include "bridge/files/shares.hpp"

namespace gb::files {

bool Shares::take(UserId owner, std::uint64_t bytes) {
  const auto own = files_.find(owner);
  const bool too_many = own != files_.end() && own->second >= most_of_one_;
  if (too_many || bytes_ + bytes > most_bytes_) return false;
  ++files_[owner];
  bytes_ += bytes;
  return true;
}

void Shares::give_back(UserId owner, std::uint64_t bytes) {
  if (--files_[owner] == 0) files_.erase(owner);
  bytes_ -= bytes;
}

}  // namespace gb::files
