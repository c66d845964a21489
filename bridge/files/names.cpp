#include "bridge/files/names.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

namespace gb::files {
namespace {

constexpr std::size_t short_length = 40;  // Hex digits: 160 bits.

std::string hex(std::span<const unsigned char> bytes) {
  std::string out;
  for (const unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

}  // namespace

std::string hash_of(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return hex(digest);
}

std::string short_name(std::string_view hash) {
  return std::string(hash.substr(0, short_length));
}

std::string random_name() {
  std::array<unsigned char, short_length / 2> random{};
  // Zeros would be a name that everybody guesses.
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) throw std::runtime_error("no random numbers");
  return hex(random);
}

std::string extension_of(const std::string& title) {
  constexpr std::size_t longest = 8;
  const std::size_t dot = title.rfind('.');
  if (dot == std::string::npos || dot + 1 == title.size() || title.size() - dot > longest + 1) return ".bin";
  std::string out = title.substr(dot);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return std::ranges::all_of(out.substr(1), plain) ? out : ".bin";
}

}  // namespace gb::files
