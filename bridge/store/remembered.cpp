#include "bridge/store/remembered.hpp"

#include <sodium.h>

namespace gb::store {

Remembered::Remembered() : key_(crypto_generichash_KEYBYTES, '\0') {
  randombytes_buf(key_.data(), key_.size());
}

void Remembered::keep(UserId id, const std::string& password, const std::string& context) {
  if (marks_.size() >= most) marks_.clear();
  marks_[id] = mark(id, password, context);
}

bool Remembered::knows(UserId id, const std::string& password, const std::string& context) const {
  const auto found = marks_.find(id);
  if (found == marks_.end()) return false;
  const std::string given = mark(id, password, context);
  return sodium_memcmp(given.data(), found->second.data(), given.size()) == 0;
}

// The context is part of the mark: with the stored hash in it, a changed password is forgotten at once.
std::string Remembered::mark(UserId id, const std::string& password, const std::string& context) const {
  std::string text = std::to_string(id.value);
  text += '\n';
  text += context;
  text += '\n';
  text += password;
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return hash;
}

}  // namespace gb::store
