#include "bridge/app/new_files.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gb::app {
namespace {

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / "guildbridge-files-XXXXXX") {
    EXPECT_NE(::mkdtemp(path.data()), nullptr);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string at(const std::string& name) const { return path + "/" + name; }

  static std::string read(const std::string& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
  }

  static unsigned mode(const std::string& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
  }

  std::string path;
};

TEST(NewFiles, AreForTheirOwnerAlone) {
  Folder folder;
  NewFiles files(false);
  ASSERT_TRUE(files.write(folder.at("a"), "one"));
  EXPECT_EQ(Folder::read(folder.at("a")), "one");
  EXPECT_EQ(Folder::mode(folder.at("a")), 0600U);
  files.let_read(::getgid());
  ASSERT_TRUE(files.write(folder.at("b"), "two"));
  EXPECT_EQ(Folder::mode(folder.at("b")), 0640U);
}

TEST(NewFiles, ReplaceNothingUnlessTold) {
  Folder folder;
  std::ofstream(folder.at("a")) << "mine";
  NewFiles files(false);
  EXPECT_FALSE(files.may_write(folder.at("a")));
  EXPECT_FALSE(files.write(folder.at("a"), "other"));
  EXPECT_EQ(Folder::read(folder.at("a")), "mine");
  NewFiles forced(true);
  ASSERT_TRUE(forced.write(folder.at("a"), "other"));
  EXPECT_EQ(Folder::read(folder.at("a")), "other");
}

TEST(NewFiles, DoNotFollowLinks) {
  Folder folder;
  std::ofstream(folder.at("target")) << "mine";
  std::filesystem::create_symlink(folder.at("target"), folder.at("a"));
  NewFiles forced(true);
  ASSERT_TRUE(forced.write(folder.at("a"), "other"));
  EXPECT_EQ(Folder::read(folder.at("target")), "mine") << "the link is replaced, not what it leads to";
  EXPECT_EQ(Folder::read(folder.at("a")), "other");
}

TEST(NewFiles, AreTakenBackAll) {
  Folder folder;
  NewFiles files(false);
  ASSERT_TRUE(files.write(folder.at("a"), "one"));
  ASSERT_TRUE(files.write(folder.at("b"), "two"));
  files.take_back();
  EXPECT_TRUE(std::filesystem::is_empty(folder.path));
}

TEST(NewFiles, WhatCannotBeIsSaid) {
  NewFiles files(false);
  const auto refused = files.write("/nowhere/at/all", "x");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().told.find("/nowhere/at/all"), std::string::npos);
}

}  // namespace
}  // namespace gb::app
