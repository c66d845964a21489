// IRC lines: a line that parses is written as one line that parses to the same; masks end in time.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/irc/wire/isupport.hpp"
#include "adapters/irc/wire/line_buffer.hpp"
#include "adapters/irc/wire/message.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::irc;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  LineBuffer buffer;
  if (buffer.feed(bytes))
    while (const auto line = buffer.next())
      if (const auto message = parse(*line)) {
        const std::string written = format(*message);
        check(written.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
        const auto again = parse(written);
        check(again && again->verb == message->verb && again->params.size() == message->params.size());
      }
  Isupport support;
  support.take(bytes);
  fold(support.casemap, bytes);
  if (size < 256) matches(bytes.substr(0, size / 2), bytes.substr(size / 2));
  split_source(bytes);
  return 0;
}
