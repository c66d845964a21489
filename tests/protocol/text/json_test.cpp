#include "protocol/text/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gb::text {
namespace {

// Levels of arrays and objects by turns.
std::string nested(int depth) {
  std::string deep = "1";
  for (int n = 0; n < depth; ++n) deep = n % 2 == 0 ? "[" + deep + "]" : R"({"x":)" + deep + "}";
  return deep;
}

TEST(Json, WhatIsTooDeepIsRefused) {  // F154
  EXPECT_FALSE(parse_json(nested(most_json_depth)).is_discarded());
  EXPECT_TRUE(parse_json(nested(most_json_depth + 1)).is_discarded());
}

TEST(Json, OrLeftOut) {
  const auto value = parse_json_pruned(R"({"a":1,"deep":)" + nested(500) + R"(,"b":["c",{"d":2}]})");
  ASSERT_TRUE(value.is_object());
  EXPECT_EQ(value.at("a"), 1);
  EXPECT_EQ(value.at("b").at(1).at("d"), 2);
  EXPECT_FALSE(parse_json(value.dump()).is_discarded()) << "what is left is not too deep";
  EXPECT_TRUE(parse_json_pruned("{\"a\":").is_discarded());
  EXPECT_TRUE(parse_json_pruned("").is_discarded());
}

}  // namespace
}  // namespace gb::text
