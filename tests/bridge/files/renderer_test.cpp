#include "bridge/files/renderer.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tests/bridge/files/files_folder.hpp"
#include "tests/bridge/files/pictures.hpp"

namespace gb::files::test {
namespace {

namespace fs = std::filesystem;

constexpr UserId alice{1};
constexpr Box narrow{1, 0};
constexpr std::size_t most = 2;

class RendererTest : public testing::Test {
 protected:
  RendererTest() { start_pictures(); }

  ~RendererTest() override { files_.workers.stop(); }

  core::StoredFile picture() {
    const core::FileRef file = *files_.kept.add_picture(alice, *judge_picture(png, {1000, 1000}), {});
    return **files_.kept.find(alice, file.name);
  }

  // Said to be a picture, which nothing can render.
  core::StoredFile no_picture() {
    core::FileFacts facts{"image/png", 4, 9, 9, "a.png"};
    const core::FileRef file = *files_.kept.add_other(alice, std::move(facts), "none");
    return **files_.kept.find(alice, file.name);
  }

  Renderer::Leave render(const core::StoredFile& of, const Box& box) {
    return renderer_.render(of, box, [this](const result<std::shared_ptr<OpenFile>>& opened) {
      told_.push_back(!opened ? opened.error().told : *opened ? (*opened)->tag() : "nothing");
    });
  }

  std::size_t kept_renderings() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(files_.folder / "renderings"), {}));
  }

  FilesFolder files_;
  Renderings renderings_{files_.folder / "renderings", 1'000'000};
  Renderer renderer_{files_.kept, renderings_, files_.workers, most};
  std::vector<std::string> told_;
};

TEST_F(RendererTest, MakesOneForAllWhoAskAndKeepsIt) {
  const core::StoredFile of = picture();
  EXPECT_EQ(renderer_.find(of, narrow), nullptr);
  for (std::size_t n = 0; n < most + 2; ++n) render(of, narrow);
  files_.loop.run();
  const std::string tag = of.blob.substr(0, 40) + "-1x0";
  EXPECT_EQ(told_, std::vector<std::string>(most + 2, tag));
  ASSERT_NE(renderer_.find(of, narrow), nullptr);
  EXPECT_EQ(renderer_.find(of, narrow)->tag(), tag);
  EXPECT_EQ(kept_renderings(), 1U);
}

TEST_F(RendererTest, AtTheBoundMoreIsRefused) {
  const core::StoredFile of = picture();
  for (std::uint32_t n = 0; n < most + 1; ++n) render(of, {n + 1, 0});
  files_.loop.run();
  EXPECT_EQ(std::ranges::count(told_, "too many files at once; try again in a moment"), 1);
  EXPECT_EQ(kept_renderings(), most);
}

TEST_F(RendererTest, WhatCannotBeRenderedIsServedAsItIsAndNotTriedAgain) {
  const core::StoredFile of = no_picture();
  const std::string as_it_is = of.blob.substr(0, 40);
  render(of, narrow);
  files_.loop.run();
  EXPECT_EQ(told_, std::vector{as_it_is});
  for (std::uint32_t n = 0; n < most + 1; ++n) EXPECT_FALSE(render(of, {n + 1, 0})) << "there is nothing to leave";
  files_.loop.restart();
  files_.loop.run();
  EXPECT_EQ(told_, std::vector(most + 2, as_it_is)) << "none of them needs a place";
}

TEST_F(RendererTest, OfAPictureThatWasRemovedMeanwhileNothingIsKept) {
  const core::StoredFile of = picture();
  files_.book->forget_all();
  render(of, narrow);
  files_.loop.run();
  EXPECT_EQ(told_, std::vector{of.blob.substr(0, 40)}) << "its bytes are still there, and served to who has asked";
  EXPECT_EQ(kept_renderings(), 0U);
  fs::remove(files_.folder / "files" / of.blob.substr(0, 2) / of.blob);
  render(of, narrow);
  files_.loop.restart();
  files_.loop.run();
  EXPECT_EQ(told_.back(), "nothing");
}

TEST_F(RendererTest, WhatNobodyWaitsForIsNotMade) {
  const core::StoredFile of = picture();
  std::promise<void> go;
  const auto hold = [gone = go.get_future().share()] {
    gone.wait();
    return 1;
  };
  // More than there are threads.
  for (int n = 0; n < 10; ++n) files_.workers.run<int>([](const result<int>&) {}, hold);
  const auto leave = render(of, narrow);
  leave();
  go.set_value();
  files_.loop.run();
  EXPECT_THAT(told_, testing::IsEmpty());
  EXPECT_EQ(kept_renderings(), 0U);
}

}  // namespace
}  // namespace gb::files::test
