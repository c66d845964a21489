#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/core/file_book.hpp"

namespace gb::test {

/// The list of files, in memory; everybody may attach what is there.
class MemoryFileBook final : public core::FileBook {
 public:
  using Found = std::optional<core::StoredFile>;

  bool full = false;  ///< Nothing more is taken.

  void forget_all() {
    const std::lock_guard locked(mutex_);
    files_.clear();
  }

  result<Found> find(UserId owner, const std::string& name) override {
    const std::lock_guard locked(mutex_);
    const auto known = files_.find({owner, name});
    return known == files_.end() ? Found() : Found(known->second);
  }

  result<void> add(const core::StoredFile& file, const core::FileQuota&, std::optional<Seq> holder,
                   const std::function<void()>& place) override {
    if (full) return Error{Fault::caller, false, "There is no room for more files"};
    place();
    const std::lock_guard locked(mutex_);
    files_[{file.ref.owner, file.ref.name}] = file;
    if (holder) texts_[*holder] = file;
    return {};
  }

  result<Found> attach(UserId owner, const std::string& name, UserId, ChannelId) override { return find(owner, name); }

  result<Found> text_of(Seq holder) override {
    const auto known = texts_.find(holder);
    return known == texts_.end() ? Found() : Found(known->second);
  }

  result<void> show_icon(GuildId, const std::optional<core::FileRef>&) override { return {}; }
  result<std::string> copy_of(const std::string&, const std::string&) override { return std::string(); }
  result<void> keep_copy(const std::string&, const std::string&, const std::string&) override { return {}; }
  result<std::size_t> sweep(const core::FileSweep&, const Erase&) override { return std::size_t{0}; }
  result<std::size_t> erase_dead(const Erase&) override { return std::size_t{0}; }

  result<void> erase_unknown(const std::vector<std::string>& blobs, const Erase& erase) override {
    const std::lock_guard locked(mutex_);
    for (const std::string& blob : blobs) {
      bool known = false;
      for (const auto& [name, file] : files_) known = known || file.blob == blob;
      if (!known) erase(blob);
    }
    return {};
  }

 private:
  std::mutex mutex_;  ///< `find` is called beside the others.
  std::map<std::pair<UserId, std::string>, core::StoredFile> files_;
  std::map<Seq, core::StoredFile> texts_;
};

}  // namespace gb::test
