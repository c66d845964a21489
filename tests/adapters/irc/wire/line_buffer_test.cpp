#include "adapters/irc/wire/line_buffer.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gb::irc {
namespace {

std::vector<std::string> lines_of(const std::string& stream, std::size_t piece) {
  LineBuffer buffer;
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    EXPECT_TRUE(buffer.feed(std::string_view(stream).substr(at, piece)));
    while (auto line = buffer.next()) lines.push_back(*line);
  }
  return lines;
}

TEST(IrcLineBuffer, HoweverTheBytesCome) {
  const std::string stream = "one\r\ntwo\nthree \r\n\r\nhalf";
  const auto whole = lines_of(stream, stream.size());
  ASSERT_GE(whole.size(), 3U);
  EXPECT_EQ(whole[0], "one");
  EXPECT_EQ(whole[2], "three ");
  for (std::size_t piece = 1; piece < stream.size(); ++piece) EXPECT_EQ(lines_of(stream, piece), whole) << piece;
}

TEST(IrcLineBuffer, WhatNoLineMayHoldIsLeftOut) {
  LineBuffer buffer;
  ASSERT_TRUE(buffer.feed(std::string_view("a\0b\rc\r\n", 7)));
  EXPECT_EQ(buffer.next(), "abc");
}

TEST(IrcLineBuffer, AnEndlessLineIsRefused) {
  LineBuffer buffer;
  EXPECT_TRUE(buffer.feed(std::string(LineBuffer::most_line, 'x') + "\n"));
  EXPECT_TRUE(buffer.next());
  EXPECT_FALSE(buffer.feed(std::string(LineBuffer::most_line + 1000, 'x')));
}

}  // namespace
}  // namespace gb::irc
