#include "bridge/app/terminal.hpp"

#include <termios.h>
#include <unistd.h>

#include <csignal>

namespace gb::app {
namespace {

termios as_it_was{};  // For the handler of signals, which can be given nothing.

// Who gives up with Ctrl-C wants his terminal back as it was.
extern "C" void restore_and_end(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &as_it_was);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

bool somebody_is_there() {
  return ::isatty(STDIN_FILENO) == 1;
}

void set_echo(bool on) {
  if (on) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
    std::signal(SIGINT, SIG_DFL);
    return;
  }
  if (::tcgetattr(STDIN_FILENO, &as_it_was) != 0) return;
  termios silent = as_it_was;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  std::signal(SIGINT, restore_and_end);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
}

}  // namespace gb::app
