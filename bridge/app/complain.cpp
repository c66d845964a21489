#include "bridge/app/complain.hpp"

#include <iostream>

namespace gb::app {

ExitCode complain(const std::string& what) {
  std::cerr << "guildbridge: " << what << '\n';
  return ExitCode::failed;
}

ExitCode complain(const Error& error) {
  complain(error.told);
  return error.fault == Fault::caller ? ExitCode::usage : ExitCode::failed;
}

}  // namespace gb::app
