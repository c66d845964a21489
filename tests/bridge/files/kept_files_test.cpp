#include "bridge/files/kept_files.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/bridge/files/files_folder.hpp"

namespace gb::files::test {
namespace {

namespace fs = std::filesystem;

constexpr UserId alice{1};
constexpr ChannelId general{1};

class KeptFilesTest : public testing::Test {
 protected:
  core::FileRef add(const std::string& bytes) {
    core::FileFacts facts;
    facts.title = "Notes.TXT";
    facts.bytes = bytes.size();
    return *kept_.add_other(alice, std::move(facts), bytes);
  }

  FilesFolder files_;
  KeptFiles& kept_ = files_.kept;
};

TEST_F(KeptFilesTest, AFileIsNamedByItsBytesAndItsTitle) {
  const core::FileRef file = add("abc");
  EXPECT_EQ(file.name, "ba7816bf8f01cfea414140de5dae2223b00361a3.txt");
  EXPECT_EQ(*kept_.read(file), "abc");
}

TEST_F(KeptFilesTest, OfWhatIsNotTakenNothingIsLeft) {
  files_.book->full = true;
  core::FileFacts facts;
  facts.title = "a.txt";
  EXPECT_FALSE(kept_.add_other(alice, facts, "abc"));
  const Blobs blobs = *Blobs::open(files_.folder / "files");
  EXPECT_THAT(blobs.all(), testing::IsEmpty());
}

TEST_F(KeptFilesTest, ATextIsKeptOnceForAnEntry) {
  const auto first = kept_.add_text(Seq{7}, alice, "all of it");
  const auto again = kept_.add_text(Seq{7}, alice, "all of it");
  const auto other = kept_.add_text(Seq{8}, alice, "all of it");
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->name, again->name);
  EXPECT_NE(first->name, other->name) << "nobody guesses it from the text";
  EXPECT_EQ(first->facts.type, "text/plain; charset=utf-8");
}

TEST_F(KeptFilesTest, AllThatIsAttachedMustBeThere) {
  core::FileRef file = add("abc");
  file.width = 10;
  const auto attached = kept_.attach({file}, alice, general);
  ASSERT_TRUE(attached) << attached.error().told;
  EXPECT_EQ(attached->front().width, 10) << "the rendering that was asked for";
  EXPECT_EQ(attached->front().facts.title, "Notes.TXT");
  core::FileRef missing = file;
  missing.name = "x.txt";
  const auto refused = kept_.attach({file, missing}, alice, general);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::caller);
}

TEST_F(KeptFilesTest, WhatIsDamagedIsNotServedAndWhatIsGoneIsNull) {
  const core::FileRef file = add("abc");
  const core::StoredFile stored = **kept_.find(alice, file.name);
  const fs::path blob = files_.blob_of(file);
  fs::resize_file(blob, 2);
  EXPECT_EQ(kept_.open(stored).error().told, "the file is damaged");
  fs::remove(blob);
  EXPECT_EQ(*kept_.open(stored), nullptr);
  EXPECT_EQ(kept_.read(file).error().fault, Fault::caller);
}

TEST_F(KeptFilesTest, ASweepErasesWhatNoFileHasAndTellsIt) {
  const core::FileRef file = add("abc");
  const fs::path blob = files_.blob_of(file);
  std::vector<std::string> erased;
  const auto tell = [&](const std::string& one) { erased.push_back(one); };
  EXPECT_TRUE(kept_.sweep({}, tell));
  EXPECT_THAT(erased, testing::IsEmpty());
  files_.book->forget_all();
  EXPECT_TRUE(kept_.sweep({}, tell));
  EXPECT_THAT(erased, testing::ElementsAre(blob.filename().string()));
  EXPECT_FALSE(fs::exists(blob));
}

}  // namespace
}  // namespace gb::files::test
