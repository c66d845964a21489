#include "bridge/gateway/file_target.hpp"

#include <gtest/gtest.h>

namespace gb::gateway {
namespace {

unsigned status_of(std::string_view target) {
  const auto parsed = parse_file_target(target);
  const auto* status = std::get_if<unsigned>(&parsed);
  return status == nullptr ? 200 : *status;
}

TEST(FileTarget, NamesAFileAndABox) {
  const auto parsed = parse_file_target("/files/12/0a1b.png?width=300&x=1&height=200");
  const auto& target = std::get<FileTarget>(parsed);
  EXPECT_EQ(target.owner, UserId{12});
  EXPECT_EQ(target.name, "0a1b.png");
  EXPECT_EQ(target.box, (files::Box{300, 200}));
  EXPECT_TRUE(std::get<FileTarget>(parse_file_target("/files/12/0a1b.png?")).box.asks_nothing());
}

TEST(FileTarget, WhatCannotBeAFileIsNotFound) {  // F143
  for (const char* target :
       {"/files/1/..%2f..%2fx", "/files/1/%00", "/files/-1/x", "/files/1/a%0d%0aSet-Cookie:x", "/files/1/", "/files/1",
        "/files/", "/files//x", "/files/x/y", "/files/1/x/y", "/files/01x/y", "/files/1/..", "/files/1/.x",
        "/files/0/x", "/files/1/A.png", "/files/+1/x", "/files/ 1/x", "/files/99999999999999999999/x", "/healthz"})
    EXPECT_EQ(status_of(target), 404U) << target;
}

TEST(FileTarget, NonsenseSizesAreBadRequests) {
  for (const char* query : {"width=0", "width=-1", "width=x", "width=", "width", "height=1.5", "height=1e3",
                            "width=30001", "width=99999999999999999999", "width=1&height=+2"})
    EXPECT_EQ(status_of(std::string("/files/1/x.png?") + query), 400U) << query;
}

TEST(FileTarget, RangesAsRfc9110HasThem) {
  using Range = std::variant<ByteRange, NoRange>;
  const auto range = [](std::string_view header) { return parse_range(header, 1000); };
  EXPECT_EQ(range("bytes=0-499"), Range(ByteRange{0, 500}));
  EXPECT_EQ(range("bytes=500-999"), Range(ByteRange{500, 1000}));
  EXPECT_EQ(range("bytes=-500"), Range(ByteRange{500, 1000}));
  EXPECT_EQ(range("bytes=500-"), Range(ByteRange{500, 1000}));
  EXPECT_EQ(range("bytes=0-0"), Range(ByteRange{0, 1}));
  EXPECT_EQ(range("bytes=0-5000"), Range(ByteRange{0, 1000}));
  EXPECT_EQ(range("bytes=-5000"), Range(ByteRange{0, 1000}));
  for (const char* none : {"bytes=1000-", "bytes=-0"}) EXPECT_EQ(range(none), Range(NoRange::unsatisfiable)) << none;
  for (const char* whole : {"", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "items=0-1",
                            "bytes=1", "bytes=0-x"})
    EXPECT_EQ(range(whole), Range(NoRange::whole)) << whole;
  EXPECT_EQ(parse_range("bytes=-5", 0), Range(NoRange::unsatisfiable));
}

TEST(FileTarget, TagsAreFoundInTheirList) {
  EXPECT_TRUE(names_tag("\"a\"", "a"));
  EXPECT_TRUE(names_tag("\"b\", W/\"a\"", "a"));
  EXPECT_TRUE(names_tag("*", "a"));
  EXPECT_FALSE(names_tag("", "a"));
  EXPECT_FALSE(names_tag("a", "a"));
  EXPECT_FALSE(names_tag("\"ab\"", "a"));
}

}  // namespace
}  // namespace gb::gateway
