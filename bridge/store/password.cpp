#include "bridge/store/password.hpp"

#include <sodium.h>

#include <array>
#include <new>
#include <stdexcept>

namespace gb::store {
namespace {

constexpr std::string_view weak_mark = "$weak$";

std::string digest(const std::string& password) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(password.data()), password.size(),
                     nullptr, 0);
  std::array<char, crypto_generichash_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

}  // namespace

void start_crypto() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
}

std::string hash_password(const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    throw std::bad_alloc();
  return hash.data();
}

std::string weak_hash_password(const std::string& password) {
  return std::string(weak_mark) + digest(password);
}

bool verify_password(const std::string& hash, const std::string& password) {
  if (hash.starts_with(weak_mark)) {
    const std::string given = weak_hash_password(password);
    return given.size() == hash.size() && sodium_memcmp(given.data(), hash.data(), hash.size()) == 0;
  }
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& nobodys_hash() {
  static const std::string hash = [] {
    std::array<char, 33> random{};
    randombytes_buf(random.data(), random.size());
    return hash_password({random.data(), random.size()});
  }();
  return hash;
}

}  // namespace gb::store
