#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gb::websocket {

/// Masks or unmasks in place (RFC 6455, section 5.3). `offset` is how many bytes of the payload came before.
inline void apply_mask(char* data, std::size_t size, const std::array<char, 4>& key, std::size_t offset) {
  std::array<char, 8> wide{};
  for (std::size_t n = 0; n < wide.size(); ++n) wide.at(n) = key.at((offset + n) % key.size());
  std::uint64_t mask = 0;
  std::memcpy(&mask, wide.data(), sizeof mask);
  std::size_t n = 0;
  for (; n + 8 <= size; n += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data + n, sizeof word);
    word ^= mask;
    std::memcpy(data + n, &word, sizeof word);
  }
  for (; n < size; ++n) data[n] = static_cast<char>(data[n] ^ wide[n % 8]);
}

}  // namespace gb::websocket
