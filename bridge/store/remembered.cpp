#include <sodium.h>

#include "bridge/store/accounts.hpp"

namespace gb::store {

Remembered::Remembered() : key_(crypto_generichash_KEYBYTES, '\0') {
  randombytes_buf(key_.data(), key_.size());
}

void Remembered::keep(UserId id, const std::string& password, const std::string& stored_hash) {
  if (marks_.size() >= most) marks_.clear();
  marks_[id] = mark(id, password, stored_hash);
}

bool Remembered::knows(UserId id, const std::string& password, const std::string& stored_hash) const {
  const auto found = marks_.find(id);
  if (found == marks_.end()) return false;
  const std::string given = mark(id, password, stored_hash);
  return sodium_memcmp(given.data(), found->second.data(), given.size()) == 0;
}

// The stored hash is part of the mark, so that a changed password is forgotten at once.
std::string Remembered::mark(UserId id, const std::string& password, const std::string& stored_hash) const {
  std::string text = std::to_string(id.value);
  text += '\n';
  text += stored_hash;
  text += '\n';
  text += password;
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return hash;
}

}  // namespace gb::store
