#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "bridge/app/running.hpp"
#include "bridge/app/watch.hpp"

namespace gb::app {

/// What whoever runs the bridge sees of its links, and has said about them: every link is shown to `adopt` when it is
/// made. Lives on the event loop.
class Oversight {
 public:
  /// Keeps a value by name, or forgets it, for the next run.
  using Keep = std::function<void(std::string name, std::optional<std::string> value)>;

  static constexpr const char* kept_prefix = "muted ";

  /// `muted`: the rooms that an earlier run was told to mute.
  Oversight(std::unordered_set<std::string> muted, Keep keep) : muted_(std::move(muted)), keep_(std::move(keep)) {}

  /// Before the link's courier starts. The oversight must outlive it.
  void adopt(const RunningLink& link);

  void mute(const RunningLink& link, bool muted);
  bool is_muted(const std::string& room) const { return muted_.contains(room); }

  /// Remembers what is wrong now with a network or a room, by its name, for when all is well again. Asked often, by
  /// the clock: adapters need not know of it.
  void look(const std::string& name, const delivery::RoomState& state);

  struct LastError {
    std::string reason;
    Time when;
  };
  const LastError* last_error(const std::string& name) const;

  Watch& watch() { return watch_; }

 private:
  static void apply(const RunningLink& link, bool muted);

  Watch watch_;
  std::unordered_map<std::string, LastError> errors_;
  std::unordered_set<std::string> muted_;
  Keep keep_;
};

}  // namespace gb::app
