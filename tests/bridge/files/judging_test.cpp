#include "bridge/files/judging.hpp"

#include <gmock/gmock.h>

#include "tests/bridge/files/pictures.hpp"

namespace gb::files::test {
namespace {

using testing::HasSubstr;

constexpr PictureLimits generous{1U << 20U, 1'000'000};

class Judging : public testing::Test {
 protected:
  Judging() { start_pictures(); }

  static std::string refusal(const std::string& bytes, const PictureLimits& limits = generous) {
    const auto judged = judge_picture(bytes, limits);
    return judged ? std::string("accepted") : judged.error().told;
  }
};

TEST_F(Judging, SaysWhatAPictureIs) {
  const auto one = judge_picture(png, generous);
  ASSERT_TRUE(one) << one.error().told;
  EXPECT_EQ(one->facts, (core::FileFacts{"image/png", png.size(), 1, 1, {}}));
  EXPECT_EQ(one->extension, ".png");
  EXPECT_EQ(one->bytes, png);
  const auto other = judge_picture(gif, generous);
  ASSERT_TRUE(other) << other.error().told;
  EXPECT_EQ(other->facts.type, "image/gif");
  EXPECT_TRUE(other->facts.is_picture());
}

TEST_F(Judging, LooksAtThePixelsNotOnlyAtTheForm) {
  EXPECT_THAT(refusal(jpeg), HasSubstr("damaged")) << "a JPEG in form only";
  EXPECT_THAT(refusal(png_signature + png_header + chunk("IDAT", "no zlib") + png_end), HasSubstr("damaged"));
}

TEST_F(Judging, RefusesWithAReason) {
  EXPECT_THAT(refusal(""), HasSubstr("empty"));
  EXPECT_THAT(refusal("<svg/>"), HasSubstr("no PNG, JPEG or GIF"));
  EXPECT_THAT(refusal(png, {png.size() - 1, 100}), HasSubstr("too large"));
  const std::string wide = chunk("IHDR", big32(2000) + big32(501) + std::string("\x08\0\0\0\0", 5));
  EXPECT_THAT(refusal(png_signature + wide + png_pixels + png_end), HasSubstr("2000 x 501 pixels"));
}

TEST_F(Judging, RefusesAJpegOfHundredsOfScans) {
  const auto of_scans = [](std::size_t count) {
    std::string picture = "\xff\xd8" + jpeg_tables;
    for (std::size_t n = 0; n < count; ++n) picture += jpeg_scan;
    return picture + "\xff\xd9";
  };
  EXPECT_THAT(refusal(of_scans(101)), HasSubstr("too many scans: 101"));
  EXPECT_THAT(refusal(of_scans(100)), HasSubstr("damaged")) << "is looked at";
}

TEST_F(Judging, RefusesAnInterlacedPictureThatTakesTooMuchMemory) {
  const auto of_kind = [](const std::string& kind) {
    return png_signature + chunk("IHDR", big32(1000) + big32(600) + kind) + png_pixels + png_end;
  };
  EXPECT_THAT(refusal(of_kind(std::string("\x10\6\0\0\1", 5))), HasSubstr("1000 x 600 pixels, interlaced"));
  EXPECT_THAT(refusal(of_kind(std::string("\x10\6\0\0\0", 5))), HasSubstr("damaged")) << "not interlaced";
  EXPECT_THAT(refusal(of_kind(std::string("\x08\6\0\0\1", 5))), HasSubstr("damaged")) << "half the bytes";
}

// Of 200 x 200 pixels, of which each frame changes one.
std::string animation(std::size_t frames) {
  std::string picture = gif_begin;
  picture[6] = picture[8] = static_cast<char>(200);
  for (std::size_t n = 0; n < frames; ++n) picture += gif_control + gif_picture;
  return picture + ";";
}

TEST_F(Judging, ARenderingCanBeEndedMeanwhile) {
  const std::string picture = animation(40);
  const auto small = render_picture(picture, "image/gif", {100, 0}, [] { return true; });
  ASSERT_TRUE(small) << small.error().told;
  const auto facts = judge_picture(*small, generous);
  ASSERT_TRUE(facts) << facts.error().told;
  EXPECT_EQ(facts->facts.width, 100U);
  std::size_t asked = 0;
  EXPECT_FALSE(render_picture(picture, "image/gif", {100, 0}, [&asked] { return ++asked < 3; }));
  EXPECT_GE(asked, 3U);
  EXPECT_FALSE(render_picture(picture, "image/gif", {100, 0}, [] { return false; }));
}

TEST_F(Judging, OneSideOfABoxDecides) {
  const core::FileFacts facts{"image/png", 1, 200, 100, {}};
  EXPECT_EQ(limiting_side(facts, {50, 0}), (Box{50, 0}));
  EXPECT_EQ(limiting_side(facts, {0, 50}), (Box{0, 50}));
  EXPECT_EQ(limiting_side(facts, {50, 90}), (Box{50, 0}));
  EXPECT_EQ(limiting_side(facts, {50, 25}), (Box{50, 0}));
  EXPECT_EQ(limiting_side(facts, {50, 24}), (Box{0, 24}));
}

TEST_F(Judging, FitsOrNot) {
  const core::FileFacts facts{"image/png", 1, 100, 50, {}};
  EXPECT_TRUE(fits(facts, {}));
  EXPECT_TRUE(fits(facts, {100, 50}));
  EXPECT_TRUE(fits(facts, {0, 50}));
  EXPECT_FALSE(fits(facts, {99, 0}));
  EXPECT_FALSE(fits(facts, {0, 49}));
}

}  // namespace
}  // namespace gb::files::test
