// HTML of strangers becomes clean text; any rich text survives the way to HTML and back, and being split.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/matrix/wire/html.hpp"
#include "adapters/matrix/wire/split.hpp"
#include "adapters/matrix/wire/text_form.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::matrix;
using gb::core::RichText;
using gb::core::Style;

namespace {

// Addresses make a text longer than its HTML: beyond this the bounds decide, and the way back is not exact.
constexpr std::size_t most_exact = 32 * 1024;

void check_clean(const RichText& text) {
  check(gb::text::is_utf8(text.text));
  for (const char c : text.text) check(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
  std::size_t begin = 0;
  for (const auto& span : text.spans) {
    check(span.begin >= begin && span.begin < span.end && span.end <= text.text.size());
    begin = span.begin;
  }
}

void check_way_back(const RichText& text) {
  const RichText form = normalized(text);
  check_clean(form);
  if (form.text.size() > most_exact || to_html(text).size() > most_html) return;
  check(normalized(form) == form);
  check(from_html(to_html(text)) == form);
}

// Three bytes a span, as many as the first byte says; the rest is the text.
RichText made_of(std::string_view bytes) {
  RichText out;
  if (bytes.empty()) return out;
  const std::size_t count = static_cast<unsigned char>(bytes[0]) % 12;
  if (bytes.size() < 1 + 3 * count) return out;
  constexpr std::string_view values[] = {"https://a.example/",
                                         "mailto:a@b",
                                         "#A0b1c2",
                                         "@u:h",
                                         "javascript:",
                                         "https://matrix.to/#/@u:h",
                                         "https://b.example/(x) \"",
                                         ""};
  out.text = bytes.substr(1 + 3 * count);
  for (std::size_t n = 0; n < count; ++n) {
    const auto begin = static_cast<unsigned char>(bytes[1 + 3 * n]);
    const auto length = static_cast<unsigned char>(bytes[2 + 3 * n]);
    const auto what = static_cast<unsigned char>(bytes[3 + 3 * n]);
    out.spans.push_back({begin, begin + std::size_t{length}, static_cast<Style>(what % 9),
                         std::string(values[what / 9 % std::size(values)])});
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const RichText read = from_html(bytes);
  check(read.text.size() <= 2 * most_text);
  check_way_back(read);
  const RichText made = made_of(bytes);
  check_way_back(made);
  check_clean(defused(made));
  for (const RichText& part : split(read, 100)) check(gb::text::is_utf8(part.text));
  return 0;
}
