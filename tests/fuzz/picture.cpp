// What is kept of a picture is a picture of the same kind, is kept again as it is, and is never longer but by an
// orientation. Its reader goes over it at least once.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bridge/files/picture/picture.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::files;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(other_picture(bytes).empty() || !picture_kind(bytes));
  const auto kind = picture_kind(bytes);
  if (!kind) return 0;
  const auto kept = stripped(*kind, bytes);
  if (!kept) return 0;
  check(picture_kind(*kept) == kind);
  check(stripped(*kind, *kept) == kept);
  check(passes(*kind, *kept) >= 1);
  return 0;
}
