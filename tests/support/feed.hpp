#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gb::test {

/// Feeds `bytes` three ways: whole, byte by byte, and with `tail` glued to the end. `decode` gets the pieces in order
/// and returns what it understood; the first two must agree, and the third must begin with the same.
template <class Value>
struct ThreeWays {
  std::vector<Value> whole;
  std::vector<Value> bytewise;
  std::vector<Value> with_tail;
};

template <class Value>
ThreeWays<Value> feed_three_ways(std::string_view bytes, std::string_view tail,
                                 const std::function<std::vector<Value>(const std::vector<std::string>&)>& decode) {
  std::vector<std::string> single;
  for (const char c : bytes) single.emplace_back(1, c);
  return {decode({std::string(bytes)}), decode(single), decode({std::string(bytes) + std::string(tail)})};
}

}  // namespace gb::test
