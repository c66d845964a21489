#include "adapters/irc/wire/line_buffer.hpp"

namespace gb::irc {

bool LineBuffer::feed(std::string_view bytes) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_ += bytes;
  const std::size_t last_end = buffer_.rfind('\n');
  const std::size_t partial = last_end == std::string::npos ? buffer_.size() : buffer_.size() - last_end - 1;
  return partial <= most_line;
}

std::optional<std::string> LineBuffer::next() {
  const std::size_t end = buffer_.find('\n', begin_);
  if (end == std::string::npos) return std::nullopt;
  std::string line = buffer_.substr(begin_, end - begin_);
  std::erase_if(line, [](char c) { return c == '\r' || c == '\0'; });
  begin_ = end + 1;
  return line;
}

}  // namespace gb::irc
