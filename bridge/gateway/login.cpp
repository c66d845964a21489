#include "bridge/gateway/login.hpp"

#include <chrono>
#include <utility>
#include <variant>

#include "bridge/base/log.hpp"
#include "protocol/guild/token.hpp"

namespace gb::gateway {

namespace {
Tick now() {
  return std::chrono::steady_clock::now();
}
}  // namespace

void Logins::attempt(std::string_view token, std::string_view address, Done<core::Account> done) {
  const std::string key = throttle_key(address);
  if (auto refused = throttled(key)) {
    ++counters_.logins_failed;
    return done(std::move(*refused));
  }
  auto parsed = guild::parse_token(token);
  if (auto* fault = std::get_if<guild::TokenFault>(&parsed)) {
    // Not counted against the address: it guesses no password, and a client that is merely wrong is told how.
    ++counters_.logins_failed;
    return done(Error{Fault::caller, false, std::move(fault->told)});
  }
  auto& credentials = std::get<guild::Credentials>(parsed);
  accounts_.verify(UserId{credentials.id}, std::move(credentials.pass),
                   [this, key, done = std::move(done)](result<std::optional<core::Account>> found) {
                     done(verdict(key, std::move(found)));
                   });
}

void Logins::attempt_named(std::string name, std::string password, std::string_view address, Done<core::Account> done) {
  const std::string key = throttle_key(address);
  if (auto refused = throttled(key)) {
    ++counters_.logins_failed;
    return done(std::move(*refused));
  }
  accounts_.verify_named(std::move(name), std::move(password),
                         [this, key, done = std::move(done)](result<std::optional<core::Account>> found) {
                           done(verdict(key, std::move(found)));
                         });
}

void Logins::admit(std::string_view token, std::string_view address, Done<core::Account> done) {
  attempt(token, address, [this, done = std::move(done)](result<core::Account> known) {
    if (known) --counters_.logins;
    done(std::move(known));
  });
}

std::optional<Error> Logins::refusal_for(std::string_view address) const {
  return throttled(throttle_key(address));
}

void Logins::failed(std::string_view address) {
  ++counters_.logins_failed;
  throttle_.failed(throttle_key(address), now());
  log::info("gateway", "failed login from {}", throttle_key(address));
}

std::optional<Error> Logins::throttled(const std::string& key) const {
  const auto wait = throttle_.wait(key, now());
  if (!wait) return std::nullopt;
  return Error{Fault::caller, true, fmt::format("Too many failed logins, retry in {} s", wait->count())};
}

result<core::Account> Logins::verdict(const std::string& key, result<std::optional<core::Account>> found) {
  if (!found) {
    ++counters_.logins_failed;
    return found.error();
  }
  // Others of this address may have failed meanwhile; then even the right password is not told.
  if (auto refused = throttled(key)) {
    ++counters_.logins_failed;
    return std::move(*refused);
  }
  if (!*found) {
    ++counters_.logins_failed;
    throttle_.failed(key, now());
    log::info("gateway", "failed login from {}", key);
    return Error{Fault::caller, false, "Invalid credentials"};
  }
  ++counters_.logins;
  return std::move(**found);
}

}  // namespace gb::gateway
