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
