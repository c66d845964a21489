#pragma once

#include <string>

#include "bridge/base/result.hpp"

namespace gb::admin {

/// What whoever runs the bridge can make it do. Implemented by the app. Called on the event loop; returns at once, and
/// what comes of it is seen in the status. The answer is a sentence for him, also where it is an error.
class Actions {
 public:
  virtual ~Actions() = default;

  /// Gives up a network's connection and makes another, without waiting.
  virtual result<std::string> reconnect(const std::string& network) = 0;

  /// Leaves out what waits for a room, with the usual line that says so.
  virtual result<std::string> skip(const std::string& room) = 0;

  /// Nothing is relayed from or to a room any more, or it is again. Outlives the process.
  virtual result<std::string> mute(const std::string& room, bool muted) = 0;

  /// Reads the configuration again; `Status::reload` says what has become of it.
  virtual result<std::string> reload() = 0;

  /// A line by the bridge itself, in that room only.
  virtual result<std::string> test(const std::string& room) = 0;
};

}  // namespace gb::admin
