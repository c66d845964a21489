#pragma once

#include <string>

namespace gb::store {

/// argon2id with libsodium's interactive limits; slow on purpose (tens of milliseconds): call off the loop.
std::string hash_password(const std::string& password);

/// A fast hash for load tests, marked so that it can be told apart. Guards nothing.
std::string weak_hash_password(const std::string& password);

/// True if `hash` is of this password. Takes as long as hashing does.
bool verify_password(const std::string& hash, const std::string& password);

/// A hash that no password fits, to spend the same time on an id that does not exist.
const std::string& nobodys_hash();

/// Starts the library; call once before the functions above. Throws if it cannot.
void start_crypto();

}  // namespace gb::store
