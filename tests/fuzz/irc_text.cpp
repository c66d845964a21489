// Text of IRC lines: whatever bytes come, well-formed UTF-8 without control codes goes on; splitting loses no word.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/irc/wire/encoding.hpp"
#include "adapters/irc/wire/formatting.hpp"
#include "adapters/irc/wire/split.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::irc;

namespace {

std::string words(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r'; });
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string decoded = decode_line(bytes, size % 2 == 0 ? "latin1" : "windows-1252");
  check(gb::text::is_utf8(decoded));
  const auto text = read_formatting(decoded);
  check(gb::text::is_utf8(text.text));
  for (const auto& span : text.spans) check(span.begin <= span.end && span.end <= text.text.size());
  const std::size_t limit = 4 + size % 60;
  std::string joined;
  for (const std::string& line : split_text(text.text, limit)) {
    check(line.size() <= limit && gb::text::is_utf8(line));
    joined += line;
  }
  check(words(joined) == words(text.text));
  const std::string name = gb::text::clean_name(decoded, "somebody");
  check(!name.empty() && gb::text::is_utf8(name) && name.find('\n') == std::string::npos);
  return 0;
}
