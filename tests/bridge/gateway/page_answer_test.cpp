// What browsers get of the web client, and what comes with it.
#include "bridge/gateway/web/page_answer.hpp"

#include <gmock/gmock.h>

#include <array>

namespace gb::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::array site{
    Asset{"/", "text/html; charset=utf-8", "<!doctype html>", "aa", false},
    Asset{"/assets/index-1.js", "text/javascript; charset=utf-8", "1", "bb", true},
};

TEST(PageAnswer, WhatIsThere) {
  const auto page = page_answer("/", "", site);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200u);
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page->body, "<!doctype html>");
  EXPECT_EQ(page_answer("/assets/index-1.js", "", site)->content_type, "text/javascript; charset=utf-8");
  for (const char* nothing : {"", "/index.html", "/assets/", "/assets/index-1.js/", "//", "/../"})
    EXPECT_FALSE(page_answer(nothing, "", site)) << nothing;
  EXPECT_FALSE(page_answer("/", "", {})) << "built without it";
}

TEST(PageAnswer, ThePageIsAskedForEachTimeWhatItNamesByContentIsNot) {
  EXPECT_EQ(page_answer("/", "", site)->cache, "no-cache");
  EXPECT_THAT(page_answer("/assets/index-1.js", "", site)->cache, HasSubstr("immutable"));
  EXPECT_THAT(page_answer("/", "", site)->headers, HasSubstr("ETag: \"aa\"\r\n"));
  EXPECT_EQ(page_answer("/", "\"bb\"", site)->status, 200u);
  EXPECT_EQ(page_answer("/", "\"aa\"", site)->status, 304u);
  EXPECT_EQ(page_answer("/", "W/\"xx\", \"aa\"", site)->status, 304u);
}

TEST(PageAnswer, NothingRunsButItsOwnScripts) {
  for (const Asset& asset : site) {
    const std::string headers = page_answer(asset.path, "", site)->headers;
    for (const char* part :
         {"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
          "require-trusted-types-for 'script'", "Referrer-Policy: no-referrer"})
      EXPECT_THAT(headers, HasSubstr(part));
    EXPECT_THAT(headers, Not(HasSubstr("unsafe")));
    EXPECT_TRUE(headers.ends_with("\r\n"));
  }
}

// The real ones, as the build has made them.
TEST(PageAnswer, TheProgramHasAPage) {
  const auto page = page_answer("/", "", assets());
  ASSERT_EQ(page.has_value(), !assets().empty()) << "none only where it was built without (-DGB_WEB=OFF)";
  if (!page) return;
  EXPECT_THAT(page->body, HasSubstr("<title>guildbridge</title>"));
  EXPECT_THAT(page->body, Not(HasSubstr("<style"))) << "the policy forbids it";
  for (const Asset& asset : assets()) {
    if (!asset.named_by_content) continue;
    EXPECT_THAT(page->body, HasSubstr("\"" + std::string(asset.path) + "\""));
  }
}

}  // namespace
}  // namespace gb::gateway
