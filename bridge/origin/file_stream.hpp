#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/result.hpp"
#include "bridge/origin/server.hpp"

namespace gb::origin {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a server answers before the bytes of a file.
struct FileHead {
  unsigned status = 0;
  Headers headers;  ///< Names in lower case.
  std::optional<std::uint64_t> length;

  /// Empty if it is not there.
  std::string header(std::string_view name) const;
};

/// One file of an existing server, passed on piece by piece, as fast as whoever asks takes it. Lives on the event loop.
class FileStream {
 public:
  /// `method`: GET or HEAD. `target`: path and query, as they stand in the request.
  static boost::asio::awaitable<result<std::shared_ptr<FileStream>>> open(boost::asio::any_io_executor loop,
                                                                          Server server, std::string method,
                                                                          std::string target, Headers headers);

  virtual ~FileStream() = default;

  virtual const FileHead& head() const = 0;

  /// The next bytes; empty at the end. One call at a time; keep the stream alive meanwhile.
  virtual boost::asio::awaitable<result<std::string>> next() = 0;
};

}  // namespace gb::origin
