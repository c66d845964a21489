#include "protocol/text/base64.hpp"

#include <gtest/gtest.h>

namespace gb::text {
namespace {

using namespace std::string_view_literals;

// RFC 4648, section 10.
TEST(Base64, VectorsOfTheRfc) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
}

TEST(Base64, AllBytesComeBack) {
  std::string bytes;
  for (int n = 0; n < 256; ++n) bytes += static_cast<char>(n);
  EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
}

TEST(Base64, MissingPaddingIsForgivenAndNothingElse) {
  EXPECT_EQ(decode_base64("Zg"), "f");
  EXPECT_EQ(decode_base64("Zm8"), "fo");
  for (const auto wrong :
       {"Z"sv, "Zg="sv, "Zg==="sv, "Z==="sv, "Zm9v\n"sv, "Zm 9v"sv, "Zm9*"sv, "===="sv, "Zg==Zg=="sv, "\0\0\0\0"sv})
    EXPECT_EQ(decode_base64(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace gb::text
