#include "bridge/app/supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace gb::app {

// A name that begins with '@' is one without a file (unix(7), abstract sockets).
void tell_supervisor(std::string_view state) {
  const char* const name = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  const std::size_t length = name == nullptr ? 0 : std::strlen(name);
  if (length < 2 || length >= sizeof(address.sun_path) || (*name != '/' && *name != '@')) return;
  address.sun_family = AF_UNIX;
  std::memcpy(static_cast<char*>(address.sun_path), name, length);
  if (*name == '@') *static_cast<char*>(address.sun_path) = '\0';
  const int file = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (file < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what the interface of sockets wants
  ::sendto(file, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
  ::close(file);
}

}  // namespace gb::app
