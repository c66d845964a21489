#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <stdexcept>
#include <string>

namespace gb {

/// Whose fault a failure is.
enum class Fault {
  caller,  ///< Who asked: the request cannot succeed as it is.
  peer,    ///< The other side of a connection.
  house,   ///< Ourselves or the machine we run on (disk, memory).
};

/// A failure, told once where its meaning is known: whose fault, is a retry sensible, what is the person told.
struct Error {
  Fault fault = Fault::house;
  bool retry = false;
  std::string told;  ///< One sentence without secrets, fit to be shown and logged.
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(error.told);
}

template <class T>
using result = boost::system::result<T, Error>;

/// Called once, on the event loop, never from within the call that took it.
template <class T>
using Done = std::function<void(result<T>)>;

}  // namespace gb
