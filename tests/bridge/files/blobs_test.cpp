#include "bridge/files/blobs.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace gb::files {
namespace {

namespace fs = std::filesystem;

class BlobsTest : public testing::Test {
 protected:
  ~BlobsTest() override { fs::remove_all(folder_); }

  std::string content(const std::string& blob) const {
    std::ifstream file(blobs_.path_of(blob), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_ = fs::temp_directory_path() / ("guildbridge-blobs-" + std::to_string(::getpid()));
  Blobs blobs_ = *Blobs::open(folder_);
};

TEST_F(BlobsTest, OneThatIsCutOffIsPlacedAgain) {
  blobs_.place("abcd", "all of it");
  fs::resize_file(blobs_.path_of("abcd"), 3);
  blobs_.place("abcd", "all of it");
  EXPECT_EQ(content("abcd"), "all of it");
}

TEST_F(BlobsTest, AFailureNamesNoPath) {
  std::ofstream(folder_ / "ab") << "in the way of a folder";
  try {
    blobs_.place("abcd", "bytes");
    FAIL() << "placed";
  } catch (const std::system_error& failure) {
    EXPECT_EQ(std::string(failure.what()).find(folder_.string()), std::string::npos) << failure.what();
  }
}

TEST_F(BlobsTest, WhatCannotBeOpenedIsNotWhatIsNotThere) {
  EXPECT_EQ(open_for_reading(folder_ / "nothing"), -1);
  const fs::path round = folder_ / "round";
  fs::create_symlink(round, round);
  EXPECT_THROW(open_for_reading(round), std::system_error);
}

}  // namespace
}  // namespace gb::files
