#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/event.hpp"

namespace gb::core {

/// A file that we keep. Several may have the same bytes.
struct StoredFile {
  FileRef ref;
  std::string blob;  ///< Names its bytes: their SHA-256, in hex.
  Time created;
};

/// What may be kept at most, in bytes.
struct FileQuota {
  std::uint64_t user = 0;   ///< Of one owner.
  std::uint64_t total = 0;  ///< Of all together.
};

/// Which files may go; those that an entry or a guild shows only by age.
struct FileSweep {
  Time unused_since;           ///< Shown nowhere, and neither made nor attached since then.
  std::optional<Time> before;  ///< Neither made nor attached since then, shown or not.
};

/// The list of our files, and who shows them. Blocking: for the files' own thread, one call at a time.
///
/// Deeds on the disk that belong to a change are done within its transaction, so that another process on the same
/// database sees both or neither.
class FileBook {
 public:
  virtual ~FileBook() = default;

  /// Alone of all: from any thread, at any time; waits for no change that is under way.
  virtual result<std::optional<StoredFile>> find(UserId owner, const std::string& name) = 0;

  /// Adds a file whose bytes are on the disk; `place` puts them there if they have been erased a moment ago, and may
  /// throw. One that is there already counts as made anew.
  /// With a `holder` it belongs to that entry, which must not have been removed.
  virtual result<void> add(const StoredFile& file, const FileQuota& quota, std::optional<Seq> holder,
                           const std::function<void()>& place) = 0;

  /// A file that `who` may attach in a channel: his own, or one that was shown there. It is not swept for a while.
  virtual result<std::optional<StoredFile>> attach(UserId owner, const std::string& name, UserId who,
                                                   ChannelId channel) = 0;

  /// The text that belongs to an entry.
  virtual result<std::optional<StoredFile>> text_of(Seq holder) = 0;

  /// The one file that a guild shows; empty: none.
  virtual result<void> show_icon(GuildId guild, const std::optional<FileRef>& icon) = 0;

  /// What another network calls the same bytes; empty if it does not have them.
  virtual result<std::string> copy_of(const std::string& network, const std::string& blob) = 0;
  virtual result<void> keep_copy(const std::string& network, const std::string& blob, const std::string& uri) = 0;

  using Erase = std::function<void(const std::string& blob)>;

  /// Forgets files, and has the bytes erased that no file has any more. Says how many files went.
  virtual result<std::size_t> sweep(const FileSweep& rules, const Erase& erase) = 0;

  /// Has the bytes erased of files that went with the messages that showed them. Says how many there were.
  virtual result<std::size_t> erase_dead(const Erase& erase) = 0;

  /// Has those of the blobs erased that no file has: a crash left them.
  virtual result<void> erase_unknown(const std::vector<std::string>& blobs, const Erase& erase) = 0;
};

}  // namespace gb::core
