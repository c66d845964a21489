// Where the process ends: steps are told apart by what is written, sent and received, in the order of a delivery.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "tests/preload/preload.hpp"

namespace gb::preload {
namespace {

std::string_view setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

struct Plan {
  std::string_view at = setting("DIE_AT");
  std::string_view mark = setting("DIE_MARK");
  std::string_view send = setting("DIE_SEND");
  std::string_view receipt = setting("DIE_RECEIPT").empty() ? mark : setting("DIE_RECEIPT");
  std::string_view path = setting("DIE_PATH");
  int count = setting("DIE_COUNT").empty() ? 1 : std::atoi(setting("DIE_COUNT").data());
  bool loses = !setting("DIE_LOSES").empty();
};

const Plan& plan() {
  static const Plan one;
  return one;
}

struct Progress {
  std::atomic<bool> written{false};    // The mark is in the database's log.
  std::atomic<bool> sent{false};       // It went to the other side,
  std::atomic<bool> confirmed{false};  // which has answered.
  std::atomic<bool> renamed{false};    // A file came to its place.
  std::atomic<int> calls{0};
  std::atomic<off_t> synced{-1};  // Bytes of the database's log that a sync has reached.
};

Progress& so_far() {
  static Progress one;
  return one;
}

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

void die_if_at(std::string_view step, bool now = true) {
  if (now && plan().at == step) die();
}

bool has(std::string_view bytes, std::string_view what) {
  return !what.empty() && bytes.find(what) != bytes.npos;
}

bool is_log(std::string_view path) {
  return path.ends_with("-wal");
}

off_t size_of(int descriptor) {
  struct stat facts {};
  return ::fstat(descriptor, &facts) == 0 ? facts.st_size : -1;
}

// What a client of WebSocket sends is masked.
std::string unmasked(std::string_view bytes) {
  constexpr std::size_t mask_size = 4;
  if (bytes.size() < 2 || (static_cast<unsigned char>(bytes[1]) & 0x80U) == 0) return {};
  const unsigned length = static_cast<unsigned char>(bytes[1]) & 0x7fU;
  const std::size_t head = length == 126 ? 4 : length == 127 ? 10 : 2;
  if (bytes.size() < head + mask_size) return {};
  std::string out(bytes.substr(head + mask_size));
  for (std::size_t n = 0; n < out.size(); ++n) out[n] = static_cast<char>(out[n] ^ bytes[head + n % mask_size]);
  return out;
}

bool carries_the_mark(std::string_view bytes) {
  const auto is = [](std::string_view text) {
    return has(text, plan().mark) && (plan().send.empty() || has(text, plan().send));
  };
  return is(bytes) || is(unmasked(bytes));
}

void count_call(std::string_view path) {
  if (plan().at != "call" || !has(path, plan().path)) return;
  die_if_at("call", ++so_far().calls == plan().count);
}

}  // namespace

void before_write(int descriptor, std::string_view bytes) {
  if (plan().at.empty()) return;
  const std::string path = path_of(descriptor);
  count_call(path);
  die_if_at("after-file-rename", so_far().renamed && is_log(path));
  if (!is_log(path)) return;
  die_if_at("before-settle-write", so_far().confirmed);
  if (!has(bytes, plan().mark)) return;
  die_if_at("before-log-write");
  so_far().written = true;
}

void before_sync(int descriptor) {
  if (plan().at.empty()) return;
  const std::string path = path_of(descriptor);
  count_call(path);
  if (!is_log(path)) return;
  const bool here =
      (plan().at == "before-log-sync" && so_far().written) || (plan().at == "before-settle-sync" && so_far().confirmed);
  if (!here) return;
  const off_t synced = so_far().synced;
  if (plan().loses && synced >= 0) ::syscall(SYS_ftruncate, descriptor, synced);
  die();
}

void after_sync(int descriptor) {
  if (plan().at.empty() || !is_log(path_of(descriptor))) return;
  so_far().synced = size_of(descriptor);
  die_if_at("after-log-sync", so_far().written);
  die_if_at("after-settle-sync", so_far().confirmed);
  die_if_at("after-file-in-book", so_far().renamed);
}

void before_change(std::string_view path) {
  if (plan().at.empty()) return;
  count_call(path);
  die_if_at("before-file-rename", has(path, plan().path));
}

void after_rename(std::string_view path) {
  if (has(path, plan().path)) so_far().renamed = true;
}

void before_send(std::string_view bytes) {
  if (!plan().at.empty() && carries_the_mark(bytes)) die_if_at("before-send");
}

void after_send(std::string_view bytes) {
  if (plan().at.empty() || !carries_the_mark(bytes)) return;
  die_if_at("after-send");
  so_far().sent = true;
}

void received(std::string_view bytes) {
  if (plan().at.empty() || !so_far().sent || !has(bytes, plan().receipt)) return;
  die_if_at("before-receipt");
  so_far().confirmed = true;
}

}  // namespace gb::preload
