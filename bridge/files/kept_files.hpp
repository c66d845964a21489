#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/core/file_book.hpp"
#include "bridge/files/blobs.hpp"
#include "bridge/files/judging.hpp"
#include "bridge/files/open_file.hpp"
#include "bridge/files/workers.hpp"

namespace gb::files {

/// The files that we keep: the list of them and their bytes on the disk, which change together. Blocking; safe from any
/// thread. What the disk does not do is thrown as std::system_error.
class KeptFiles {
 public:
  /// `workers` read the files that are opened.
  KeptFiles(Blobs blobs, std::unique_ptr<core::FileBook> book, core::FileQuota quota, Workers& workers);

  /// Removes what an earlier run did not finish. For the one process that adds files.
  void clean() const { blobs_.clean(); }

  /// The picture, under the title it had where it came from; empty: none.
  result<core::FileRef> add_picture(UserId owner, const Judged& picture, std::string title);

  /// Anything else; `facts` has a title.
  result<core::FileRef> add_other(UserId owner, core::FileFacts facts, const std::string& bytes);

  /// The whole text of an entry, under a name that nobody guesses; the one that it has already, if it has. One call at
  /// a time.
  result<core::FileRef> add_text(Seq entry, UserId owner, const std::string& text);

  /// What is known of files that `who` wants to attach in a channel; refused unless he may attach all of them.
  result<std::vector<core::FileRef>> attach(const std::vector<core::FileRef>& files, UserId who, ChannelId channel);

  /// The one file that a guild shows; empty: none.
  result<void> show_icon(GuildId guild, const std::optional<core::FileRef>& icon);

  /// Waits for no change that is under way.
  result<std::optional<core::StoredFile>> find(UserId owner, const std::string& name);

  /// Null if it was removed a moment ago; an error if it is damaged.
  result<std::shared_ptr<OpenFile>> open(const core::StoredFile& file);

  /// All of a file.
  result<std::string> read(const core::FileRef& file);

  /// What another network calls the same bytes; empty if it does not have them.
  result<std::string> copy_of(const std::string& network, const core::FileRef& file);
  result<void> keep_copy(const std::string& network, const core::FileRef& file, const std::string& uri);

  /// Told of each blob whose bytes have been erased, with the list locked; also where an error follows.
  using Erased = core::FileBook::Erase;

  /// Forgets what the rules let go, erases bytes that no file has, and says how many files went.
  result<std::size_t> sweep(const core::FileSweep& rules, const Erased& erased);

  /// Erases the bytes of files that went with the messages that showed them, and says how many there were.
  result<std::size_t> erase_dead(const Erased& erased);

 private:
  result<core::FileRef> add(UserId owner, std::string name, core::FileFacts facts, const std::string& bytes,
                            std::optional<Seq> holder = std::nullopt);
  void erase_if_unknown(const std::string& blob);
  core::FileBook::Erase erase_and_tell(const Erased& erased) const;

  Blobs blobs_;
  std::mutex mutex_;
  std::unique_ptr<core::FileBook> book_;  ///< With the mutex, but for `find`.
  core::FileQuota quota_;
  Workers& workers_;
};

}  // namespace gb::files
