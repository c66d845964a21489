#include "bridge/files/picture/picture.hpp"

#include <gtest/gtest.h>

#include "tests/bridge/files/pictures.hpp"

namespace gb::files::test {
namespace {

std::optional<std::string> kept(const std::string& bytes) {
  const auto kind = picture_kind(bytes);
  return kind ? stripped(*kind, bytes) : std::nullopt;
}

TEST(Picture, IsKnownByItsFirstBytes) {
  EXPECT_EQ(picture_kind(png), PictureKind::png);
  EXPECT_EQ(picture_kind(jpeg), PictureKind::jpeg);
  EXPECT_EQ(picture_kind(gif), PictureKind::gif);
  for (const char* none : {"", "GIF", "\x89PNG", "<svg>", "BM", "RIFF....WEBP", "\xff\xd8"})
    EXPECT_EQ(picture_kind(none), std::nullopt) << none;
}

TEST(Picture, OthersAreKnownToo) {
  EXPECT_EQ(other_picture("RIFF\1\2\3\4WEBPVP8 "), "image/webp");
  EXPECT_EQ(other_picture(std::string("\0\0\0\x1c", 4) + "ftypavif...."), "image/avif");
  EXPECT_EQ(other_picture(std::string("\0\0\0\x1c", 4) + "ftypheic...."), "image/heic");
  EXPECT_EQ(other_picture(std::string("\0\0\0\x1c", 4) + "ftypisom...."), "") << "a film";
  EXPECT_EQ(other_picture("\xff\xd8\xff\xe1"
                          "ftypheic...."),
            "")
      << "a JPEG first of all";
  EXPECT_EQ(other_picture("<html>"), "");
  EXPECT_EQ(other_picture(""), "");
}

TEST(Picture, APlainOneStaysAsItIs) {
  for (const std::string& picture : {png, jpeg, gif}) EXPECT_EQ(kept(picture), picture);
}

TEST(Picture, WhatStandsBehindTheEndGoes) {  // Polyglots.
  for (const std::string& picture : {png, jpeg, gif}) EXPECT_EQ(kept(picture + "PK\3\4<script>"), picture);
}

TEST(Picture, NothingThatIsCutOffIsKept) {
  for (const std::string& picture : {png, jpeg, gif})
    for (std::size_t length = 0; length < picture.size(); ++length)
      EXPECT_EQ(kept(picture.substr(0, length)), std::nullopt) << length;
}

TEST(Picture, PngKeepsWhatIsShown) {
  const std::string colours = chunk("gAMA", big32(45455)) + chunk("pHYS", std::string(9, '\1'));
  const std::string told =
      chunk("tEXt", "Author\0me") + chunk("iTXt", "x") + chunk("tIME", std::string(7, '\1')) + chunk("prVt", "x");
  EXPECT_EQ(kept(png_signature + png_header + told + colours + png_pixels + told + png_end),
            png_signature + png_header + colours + png_pixels + png_end);
  EXPECT_EQ(kept(png_signature + png_header + chunk("JUNK", "") + png_pixels + png_end), std::nullopt);
  EXPECT_EQ(kept(png_signature + png_pixels + png_end), std::nullopt) << "no header";
  EXPECT_EQ(kept(png_signature + png_header + png_header + png_pixels + png_end), std::nullopt) << "two headers";
  EXPECT_EQ(kept(png_signature + png_header + png_end), std::nullopt) << "no pixels";
}

TEST(Picture, PngKeepsItsOrientationAlone) {
  const std::string turned = chunk("eXIf", tiff_with(6));
  EXPECT_EQ(kept(png_signature + png_header + turned + png_pixels + png_end),
            png_signature + png_header + turned + png_pixels + png_end);
  EXPECT_EQ(kept(png_signature + png_header + chunk("eXIf", tiff_with(1)) + png_pixels + png_end), png);
  EXPECT_EQ(kept(png_signature + png_header + chunk("eXIf", "nonsense") + png_pixels + png_end), png);
}

TEST(Picture, JpegKeepsItsOrientationAlone) {
  const std::string told =
      segment(0xFE, "a comment") + segment(0xE1, "http://ns.adobe.com/xap/1.0/") + segment(0xED, "Photoshop");
  const std::string colours = segment(0xE2, std::string("ICC_PROFILE\0\1\1", 14)) + segment(0xEE, "Adobe......");
  const std::string body = jpeg_tables + jpeg_scan + "\xff\xd9";
  EXPECT_EQ(kept("\xff\xd8" + told + exif(6) + colours + told + body), "\xff\xd8" + exif(6) + colours + body);
  EXPECT_EQ(kept("\xff\xd8" + exif(1) + body), "\xff\xd8" + body);
  EXPECT_EQ(kept("\xff\xd8" + segment(0xE1, "Exif") + body), "\xff\xd8" + body);
}

TEST(Picture, JpegLosesItsPreview) {
  const std::string head("JFIF\0\1\1\0\0\1\0\1", 12);
  const std::string body = jpeg_tables + jpeg_scan + "\xff\xd9";
  EXPECT_EQ(kept("\xff\xd8" + segment(0xE0, head + "\2\2" + std::string(12, 'x')) +
                 segment(0xE0, std::string("JFXX\0\x10", 6)) + body),
            "\xff\xd8" + segment(0xE0, head + std::string(2, '\0')) + body);
}

TEST(Picture, JpegOfSeveralScansIsKeptWhole) {
  const std::string progressive =
      "\xff\xd8" + jpeg_tables + jpeg_scan + segment(0xC4, "huffman") + jpeg_scan + "\xff\xd9";
  EXPECT_EQ(kept(progressive), progressive);
  EXPECT_EQ(kept("\xff\xd8" + jpeg_tables + "\xff\xd9"), std::nullopt) << "no scan";
  EXPECT_EQ(kept("\xff\xd8\xff\xd8" + jpeg_scan + "\xff\xd9"), std::nullopt);
}

TEST(Picture, ScansAreCounted) {
  const std::string profile = segment(0xE2, std::string("ICC_PROFILE\0\1\1", 14) + "\xff\xda\xff\xda");
  EXPECT_EQ(passes(PictureKind::jpeg, "\xff\xd8" + profile + jpeg_tables + jpeg_scan + jpeg_scan + "\xff\xd9"), 2U);
  EXPECT_EQ(passes(PictureKind::jpeg, jpeg), 1U);
  EXPECT_EQ(passes(PictureKind::png, png), 1U);
  EXPECT_EQ(passes(PictureKind::gif, gif), 1U);
}

TEST(Picture, OrientationIsReadFromBothByteOrders) {
  const std::string little("II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x08\0\0\0\0\0\0\0", 26);
  EXPECT_EQ(orientation_of(little), 8U);
  EXPECT_EQ(orientation_of(tiff_with(3)), 3U);
  EXPECT_EQ(orientation_of(tiff_with(9)), 1U);
  EXPECT_EQ(orientation_of(""), 1U);
  EXPECT_EQ(orientation_of("MM\xff\xff\xff\xff\xff\xff"), 1U);
}

TEST(Picture, GifKeepsItsFramesAndHowOftenTheyRepeat) {
  const std::string repeats = std::string("!\xff\x0b") + "NETSCAPE2.0" + std::string("\3\1\0\0\0", 5);
  const std::string told =
      std::string("!\xfe\6secret\0", 10) + std::string("!\xff\x0b") + "XMP DataXMP" + std::string("\3abc\0", 5);
  EXPECT_EQ(kept(gif_begin + repeats + told + gif_control + gif_picture + told + gif_control + gif_picture + ";"),
            gif_begin + repeats + gif_control + gif_picture + gif_control + gif_picture + ";");
  EXPECT_EQ(kept(gif_begin + ";"), std::nullopt) << "no picture";
  EXPECT_EQ(kept(gif_begin + "x" + gif_picture + ";"), std::nullopt);
}

}  // namespace
}  // namespace gb::files::test
