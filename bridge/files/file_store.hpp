#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/core/file_book.hpp"
#include "bridge/files/blobs.hpp"
#include "bridge/files/judging.hpp"
#include "bridge/files/kept_files.hpp"
#include "bridge/files/lane.hpp"
#include "bridge/files/open_file.hpp"
#include "bridge/files/renderer.hpp"
#include "bridge/files/renderings.hpp"
#include "bridge/files/shares.hpp"
#include "bridge/files/sweeper.hpp"
#include "bridge/files/workers.hpp"
#include "config/model/files.hpp"

namespace gb::files {

/// The files that people send: looked at, kept, found again, and forgotten. Called on the event loop, which it never
/// blocks: pictures are looked at one after another on a thread of a pool, the list and the disk are used on others.
/// Completions come on the loop.
///
/// At the bounds of what may wait (work, that of one person, and the bytes it holds) more is refused with a reason.
/// Renderings, which anybody may ask for, have places of their own; only those that must be made need one. Whatever
/// cannot be rendered, or not within a few seconds, is served as it is.
class FileStore {
 public:
  static constexpr std::size_t most_waiting = 256;                               ///< Files that are not looked at yet.
  static constexpr std::size_t most_waiting_of_one = 64;                         ///< Those of one person.
  static constexpr std::uint64_t most_waiting_bytes = std::uint64_t{256} << 20;  ///< In all of them.
  static constexpr std::size_t most_renderings = 64;                             ///< That are not made yet.

  /// Blocking. Makes the folder when missing.
  static result<std::unique_ptr<FileStore>> open(const config::Files& settings, std::string public_url,
                                                 std::unique_ptr<core::FileBook> book,
                                                 const boost::asio::any_io_executor& loop);

  ~FileStore();

  FileStore(const FileStore&) = delete;
  FileStore& operator=(const FileStore&) = delete;

  /// The picture that a guild shows, from a file of the admin's; no path: none. Blocking: for before the loop runs.
  result<std::optional<core::FileRef>> show_icon(GuildId guild, const std::string& path);

  /// A picture of the admin's own, from a file on the disk. Blocking: for before the loop runs.
  result<core::FileRef> keep_own(const std::string& path);

  /// Starts to sweep, now and then. For the one process that adds files.
  void start();

  /// What waits ends with an error, and what is being rendered too. Blocking, but not for long.
  void stop();

  const config::Files& settings() const { return settings_; }

  /// Prefix of the links to files.
  const std::string& public_url() const { return public_url_; }

  /// A picture, as natives may upload one; anything else is refused.
  void keep_picture(UserId owner, std::string bytes, Done<core::FileRef> done);

  /// Whatever came from outside: a picture if it is one, else a file for download. `facts` has its title, and the type
  /// that somebody says it has; what is said to be a picture and is none is refused.
  void keep(UserId owner, std::string bytes, core::FileFacts facts, Done<core::FileRef> done);

  /// The whole text of an entry, under a name that nobody guesses; once for each entry.
  void keep_text(Seq entry, UserId owner, std::string text, Done<core::FileRef> done);

  /// What is known of files that `who` wants to attach in a channel; refused unless he may attach all of them.
  /// Completes in the order of the calls.
  void attach(std::vector<core::FileRef> files, UserId who, ChannelId channel, Done<std::vector<core::FileRef>> done);

  /// Null if there is no such file. A box gives a rendering, never larger than the picture; it is ignored for what is
  /// no picture. Call what it returns when nobody wants the file any more: it is not rendered for him, and `done` may
  /// be dropped.
  std::function<void()> open_file(UserId owner, std::string name, Box box, Done<std::shared_ptr<OpenFile>> done);

  /// All of a file.
  void read(const core::FileRef& file, Done<std::string> done);

  /// What another network calls the same bytes; empty if it does not have them.
  void copy_of(std::string network, const core::FileRef& file, Done<std::string> done);
  void keep_copy(std::string network, const core::FileRef& file, std::string uri);

  /// Forgets what the settings say is to go, erases bytes that no file has, and says how many files went. Blocking: for
  /// the command line, or this object's own thread.
  result<std::size_t> sweep() { return sweeper_.sweep(); }

 private:
  FileStore(const config::Files& settings, std::string public_url, std::unique_ptr<core::FileBook> book, Blobs blobs,
            boost::asio::any_io_executor loop);

  using Look = std::function<result<core::FileRef>()>;

  void look_at(UserId owner, std::uint64_t bytes, Done<core::FileRef> done, Look look);
  PictureLimits limits(std::uint64_t bytes) const;

  config::Files settings_;
  std::string public_url_;
  Workers workers_;  ///< They use what follows, and are stopped before any of it goes.
  KeptFiles kept_;
  Renderings renderings_;
  Renderer renderer_;
  Sweeper sweeper_;
  Lane looking_;             ///< At what people send.
  Shares shares_;            ///< Of what waits there.
  Workers::Strand ordered_;  ///< What is answered in the order of the calls.
};

}  // namespace gb::files
