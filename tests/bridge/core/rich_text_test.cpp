#include "bridge/core/rich_text.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

TEST(RichText, SpansMoveBehindAPrefix) {
  const RichText text{"a bold", {{2, 6, Style::bold, ""}}};
  EXPECT_EQ(prefixed("[é] ", text), (RichText{"[é] a bold", {{7, 11, Style::bold, ""}}}));
  EXPECT_EQ(prefixed("", text), text);
}

}  // namespace
}  // namespace gb::core
