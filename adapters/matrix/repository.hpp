#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/matrix/api.hpp"
#include "bridge/core/event.hpp"
#include "bridge/files/file_store.hpp"

namespace gb::matrix {

/// The homeserver's store of files: ours are given to it, once each, and what others sent is fetched from there, and
/// from nowhere else. Lives on the event loop.
class Repository {
 public:
  /// All must outlive this. `network` is its name in the config: "matrix.home".
  Repository(Api& api, files::FileStore& files, std::string network);

  files::FileStore& files() { return files_; }

  /// What came of giving a file.
  struct Given {
    std::string mxc;  ///< Empty: it is not there.
    Answer answer;    ///< Why not; where that is no passing thing, the file will never be there.
  };
  boost::asio::awaitable<Given> give(core::FileRef file);

  /// All of a file, tried again for a while where the fault may pass. The error's words say what is wrong with the file
  /// ("too large").
  boost::asio::awaitable<result<std::string>> fetch(std::string mxc, std::size_t most);

 private:
  boost::asio::awaitable<result<std::string>> fetch_once(MediaAddress file, std::size_t most);
  boost::asio::awaitable<Answer> limit_known();

  Api& api_;
  files::FileStore& files_;
  std::string network_;
  std::optional<std::uint64_t> limit_;  ///< Of one file, in bytes, once the homeserver has told.
};

}  // namespace gb::matrix
