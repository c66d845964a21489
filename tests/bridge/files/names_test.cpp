#include "bridge/files/names.hpp"

#include <gmock/gmock.h>

namespace gb::files {
namespace {

TEST(Names, AHashIsSha256InHex) {
  // FIPS 180-2, appendix B.1, and the one of nothing.
  EXPECT_EQ(hash_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Names, AShortNameIsTheBeginningOfAHash) {
  EXPECT_EQ(short_name(hash_of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a3");
}

TEST(Names, ARandomNameIsLikeAShortOneAndItsOwn) {
  EXPECT_THAT(random_name(), testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(random_name().size(), short_name(hash_of("abc")).size());
  EXPECT_NE(random_name(), random_name());
}

TEST(Names, AnExtensionIsPlainOrNone) {
  EXPECT_EQ(extension_of("Report.PDF"), ".pdf");
  EXPECT_EQ(extension_of("archive.tar.7z"), ".7z");
  EXPECT_EQ(extension_of(".profile8"), ".profile8");
  for (const char* odd : {"", "report", "report.", "report.a/b", "report.\xc3\xa4", "report.p f", "report.ninechars"})
    EXPECT_EQ(extension_of(odd), ".bin") << odd;
}

}  // namespace
}  // namespace gb::files
