#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace gb::irc {

/// A generator that nobody can guess the state of.
inline std::mt19937_64 seeded() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

/// Letters and digits, for SASL's nonces and the tokens of PING.
inline std::string random_text(std::mt19937_64& random, std::size_t length) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
  std::string out;
  while (out.size() < length) out += letters[pick(random)];
  return out;
}

}  // namespace gb::irc
