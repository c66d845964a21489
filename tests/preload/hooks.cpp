// Stands between the program and the C library. Each hook asks what is to happen, and else does what it was asked for.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>

#include "tests/preload/preload.hpp"

namespace gb::preload {
namespace {

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string_view view(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

std::string joined(const struct iovec* parts, std::size_t count, std::size_t most = SIZE_MAX) {
  std::string out;
  for (std::size_t n = 0; n < count && out.size() < most; ++n)
    out.append(static_cast<const char*>(parts[n].iov_base), std::min(parts[n].iov_len, most - out.size()));
  return out;
}

bool fails(Call call, std::string_view path) {
  const int fault = fault_of(call, path);
  if (fault != 0) errno = fault;
  return fault != 0;
}

template <class Do>
ssize_t write_to(int file, std::string_view bytes, Do write) {
  const std::string path = path_of(file);
  if (path.empty()) {
    before_send(bytes);
    const ssize_t done = write();
    if (done > 0) after_send(bytes);
    return done;
  }
  if (fails(Call::write, path)) return -1;
  before_write(file, bytes);
  return write();
}

template <class Do>
int sync_it(int file, Do sync) {
  if (fails(Call::sync, path_of(file))) return -1;
  before_sync(file);
  const int done = sync();
  after_sync(file);
  return done;
}

template <class Do>
int open_it(const char* path, int flags, Do open) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  const bool makes = (flags & O_CREAT) != 0 && ::access(path, F_OK) != 0;
  if (makes && fails(Call::make, path)) return -1;
  if (writes && fails(Call::open_to_write, path)) return -1;
  return open();
}

template <class Do>
ssize_t receive(Do take, const void* bytes) {
  const ssize_t size = take();
  if (size > 0) received(view(bytes, static_cast<std::size_t>(size)));
  return size;
}

}  // namespace

std::string path_of(int descriptor) {
  std::array<char, 64> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  std::array<char, 1024> path{};
  const ssize_t size = ::readlink(link.data(), path.data(), path.size());
  return size > 0 && path[0] == '/' ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace gb::preload

namespace pre = gb::preload;

extern "C" {

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  static auto* const real = pre::next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return pre::write_to(file, pre::view(bytes, size), [&] { return real(file, bytes, size, at); });
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return pwrite64(file, bytes, size, at);
}

ssize_t write(int file, const void* bytes, size_t size) {
  static auto* const real = pre::next<ssize_t(int, const void*, size_t)>("write");
  return pre::write_to(file, pre::view(bytes, size), [&] { return real(file, bytes, size); });
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  static auto* const real = pre::next<ssize_t(int, const struct iovec*, int)>("writev");
  const std::string bytes = pre::joined(parts, static_cast<std::size_t>(count));
  return pre::write_to(file, bytes, [&] { return real(file, parts, count); });
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  static auto* const real = pre::next<ssize_t(int, const void*, size_t, int)>("send");
  return pre::write_to(socket, pre::view(bytes, size), [&] { return real(socket, bytes, size, flags); });
}

ssize_t sendmsg(int socket, const struct msghdr* message, int flags) {
  static auto* const real = pre::next<ssize_t(int, const struct msghdr*, int)>("sendmsg");
  const std::string bytes = pre::joined(message->msg_iov, message->msg_iovlen);
  return pre::write_to(socket, bytes, [&] { return real(socket, message, flags); });
}

ssize_t recv(int socket, void* bytes, size_t size, int flags) {
  static auto* const real = pre::next<ssize_t(int, void*, size_t, int)>("recv");
  return pre::receive([&] { return real(socket, bytes, size, flags); }, bytes);
}

ssize_t recvmsg(int socket, struct msghdr* message, int flags) {
  static auto* const real = pre::next<ssize_t(int, struct msghdr*, int)>("recvmsg");
  const ssize_t size = real(socket, message, flags);
  if (size > 0) pre::received(pre::joined(message->msg_iov, message->msg_iovlen, static_cast<std::size_t>(size)));
  return size;
}

int fsync(int file) {
  static auto* const real = pre::next<int(int)>("fsync");
  return pre::sync_it(file, [&] { return real(file); });
}

int fdatasync(int file) {
  static auto* const real = pre::next<int(int)>("fdatasync");
  return pre::sync_it(file, [&] { return real(file); });
}

int rename(const char* from, const char* to) noexcept {
  static auto* const real = pre::next<int(const char*, const char*)>("rename");
  if (pre::fails(pre::Call::change, to)) return -1;
  pre::before_change(to);
  const int done = real(from, to);
  if (done == 0) pre::after_rename(to);
  return done;
}

int unlink(const char* path) noexcept {
  static auto* const real = pre::next<int(const char*)>("unlink");
  if (pre::fails(pre::Call::change, path)) return -1;
  pre::before_change(path);
  return real(path);
}

int remove(const char* path) noexcept {
  static auto* const real = pre::next<int(const char*)>("remove");
  if (pre::fails(pre::Call::change, path)) return -1;
  pre::before_change(path);
  return real(path);
}

int mkdir(const char* path, mode_t mode) noexcept {
  static auto* const real = pre::next<int(const char*, mode_t)>("mkdir");
  if (pre::fails(pre::Call::make, path)) return -1;
  return real(path, mode);
}

int open64(const char* path, int flags, ...) {
  static auto* const real = pre::next<int(const char*, int, ...)>("open64");
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return pre::open_it(path, flags, [&] { return real(path, flags, mode); });
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open64(path, flags, mode);
}

}  // extern "C"
