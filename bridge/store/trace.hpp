#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/base/result.hpp"
#include "bridge/base/time.hpp"

/// What the database knows of one entry's way. Blocking; also while a bridge runs on the file.
namespace gb::store {

/// A room of the entry's channel.
struct RoomTrace {
  enum class Outcome : std::uint8_t {
    source,     ///< It came from there.
    not_for,    ///< It is a note for somebody else.
    delivered,  ///< The room is done with it, and has it as far as is known.
    passed,     ///< The room is done with it, but was not given it: see `reason`.
    waiting,
  };

  std::string name;
  Outcome outcome = Outcome::waiting;
  std::vector<std::string> remote_ids;
  std::string reason;
  std::optional<Time> when;  ///< passed: when that was decided.
};

struct Trace {
  Seq entry;
  std::string what;  ///< "text", "action", "notice", "removal", "edit".
  std::optional<Seq> target;
  Time created;
  std::string channel;  ///< "guild/channel", by their keys.
  std::string author;   ///< His handle.
  UserId author_id;
  std::string source;  ///< The room it came from; empty: a native, or the bridge itself.
  bool note = false;
  bool removed = false;
  std::string text;
  std::vector<RoomTrace> rooms;
};

/// Empty: there is no such entry.
result<std::optional<Trace>> trace(const std::string& path, Seq entry);

/// The entry that any room calls so; empty: none does.
result<std::optional<Seq>> entry_called(const std::string& path, const std::string& remote_id);

}  // namespace gb::store
