// Untrusted JSON, base64, timestamps and UTF-8: what is accepted is written back as well-formed text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "protocol/text/base64.hpp"
#include "protocol/text/json.hpp"
#include "protocol/text/timestamp.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const nlohmann::json value = parse_json(bytes); !value.is_discarded()) {
    const std::string written = write_json(value);
    check(is_utf8(written));
    check(parse_json(written) == value);
  }
  check(is_utf8(quote_json(bytes)));
  if (const auto time = parse_timestamp(bytes)) check(parse_timestamp(format_timestamp(*time)) == time);
  check(decode_base64(encode_base64(bytes)) == std::string(bytes));
  decode_base64(bytes);
  return 0;
}
