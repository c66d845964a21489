#pragma once

#include "bridge/base/ids.hpp"
#include "bridge/core/entry.hpp"
#include "bridge/core/person.hpp"

namespace gb::core {

/// True only now: never stored, may be dropped at any time. So far there is one kind, "started typing".
struct Signal {
  ChannelId channel;
  Source source;
  UserPtr who;
};

/// Wants the signals of a channel: the gateway, and rooms that can type.
class SignalListener {
 public:
  virtual ~SignalListener() = default;

  /// Called on the event loop. Must not block and must not call back into the channel.
  virtual void on_signal(const Signal& signal) = 0;
};

}  // namespace gb::core
