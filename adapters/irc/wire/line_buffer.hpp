#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gb::irc {

/// Cuts a stream into lines. Bounded: a line longer than a server may send is an error, whatever comes after.
class LineBuffer {
 public:
  static constexpr std::size_t most_line = 8191 + 4096 + 512;  ///< Tags, and room for servers with long lines.

  /// False: the line is endless, and the connection should go.
  bool feed(std::string_view bytes);

  /// The next whole line, without its end, and without CR and NUL, which no line may hold; nothing if there is none
  /// yet.
  std::optional<std::string> next();

 private:
  std::string buffer_;
  std::size_t begin_ = 0;  ///< Lines before this were given out.
};

}  // namespace gb::irc
