#include "bridge/files/other_file.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gb::files {
namespace {

core::FileFacts claim(std::string title, std::string type) {
  core::FileFacts facts;
  facts.title = std::move(title);
  facts.type = std::move(type);
  facts.bytes = 1;
  facts.width = facts.height = 7;
  return facts;
}

TEST(OtherFile, IsWhatItIsSaidToBeButForItsSize) {
  const auto facts = facts_of_other(claim("notes.pdf", "application/pdf"), "%PDF-1.7");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->title, "notes.pdf");
  EXPECT_EQ(facts->type, "application/pdf");
  EXPECT_EQ(facts->bytes, 8U);
  EXPECT_FALSE(facts->is_picture());
}

TEST(OtherFile, HasATitleAndATypeWhereNobodySaysOne) {
  const auto facts = facts_of_other({}, "x");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->title, "file");
  EXPECT_EQ(facts->type, "application/octet-stream");
}

TEST(OtherFile, APictureThatWeDoNotShowIsOfTheTypeOfItsBytes) {
  const std::string webp("RIFF\x24\0\0\0WEBPVP8 ", 16);
  EXPECT_EQ(facts_of_other(claim("a.png", "image/png"), webp)->type, "image/webp");
}

TEST(OtherFile, WhatIsSaidToBeAPictureAndIsNoneIsRefused) {
  const auto page = facts_of_other(claim("a.png", "image/png"), "<html>not found</html>");
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().fault, Fault::caller);
  EXPECT_FALSE(facts_of_other(claim("a.txt", "text/plain"), "")) << "nothing in it";
}

}  // namespace
}  // namespace gb::files
