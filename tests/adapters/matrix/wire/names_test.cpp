#include "adapters/matrix/wire/names.hpp"

#include <gtest/gtest.h>

namespace gb::matrix {
namespace {

TEST(MatrixNames, PeopleAreShownCleanAndNeverEmpty) {
  EXPECT_EQ(display_name("Alice", "@a:b"), "Alice");
  EXPECT_EQ(display_name("A\nQUIT :x", "@a:b").find('\n'), std::string::npos);
  EXPECT_EQ(display_name("\u202Eevil", "@a:b"), "evil");
  for (const char* nothing : {"", "  ", "\u200B"}) EXPECT_EQ(display_name(nothing, "@alice:b"), "alice");
  EXPECT_LE(display_name(std::string(5000, 'x'), "@a:b").size(), 100U);
}

TEST(MatrixNames, FilesKeepTheirExtension) {
  EXPECT_EQ(file_name("cat.png", "file"), "cat.png");
  EXPECT_EQ(file_name("../../etc/passwd", "file").find('/'), std::string::npos);
  EXPECT_EQ(file_name("", "file"), "file");
  const std::string bounded = file_name(std::string(500, 'x') + ".jpeg", "file");
  EXPECT_LE(bounded.size(), 120U);
  EXPECT_TRUE(bounded.ends_with(".jpeg"));
}

}  // namespace
}  // namespace gb::matrix
