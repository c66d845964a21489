#include "adapters/matrix/media_line.hpp"

#include <gtest/gtest.h>

namespace gb::matrix {
namespace {

TEST(MediaLine, KindNameSizeAndLink) {  // F78
  const Media media{MediaKind::image, "mxc://a/b", "cat.png", "image/png", 1676, {}, {}};
  EXPECT_EQ(with_media({}, media, "too large", "!r:a", "$e").text,
            "[image: cat.png, 1.6 KiB, too large] https://matrix.to/#/!r:a/$e");
}

TEST(MediaLine, TheCaptionKeepsItsFormatting) {  // F77
  const Media media{MediaKind::file, "mxc://a/b", "x.bin", {}, {}, {}, {}};
  const core::RichText text =
      with_media({"look here", {{5, 9, core::Style::bold, {}}}}, media, "too large", "!r", "$e");
  EXPECT_EQ(text.text, "look here\n[file: x.bin, too large] https://matrix.to/#/!r/$e");
  EXPECT_EQ(text.spans.size(), 1U);
}

TEST(MediaLine, SizesInWords) {
  Media media{MediaKind::video, "mxc://a/b", "v", {}, 12, {}, {}};
  EXPECT_NE(with_media({}, media, "too large", "!r", "$e").text.find("[video: v, 12 B, too large]"), std::string::npos);
  media.size = 5 << 20;
  EXPECT_NE(with_media({}, media, "too large", "!r", "$e").text.find("5.0 MiB"), std::string::npos);
}

}  // namespace
}  // namespace gb::matrix
