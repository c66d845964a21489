#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bridge/base/ids.hpp"
#include "bridge/core/rich_text.hpp"

namespace gb::core {

enum class MessageKind : std::uint8_t { text, action, notice };

/// A stored file of ours: the File of the guild protocol.
struct FileRef {
  UserId owner;
  std::string name;
  std::optional<std::int64_t> width;   ///< Rendering asked for, pixels.
  std::optional<std::int64_t> height;  ///< Rendering asked for, pixels.

  friend bool operator==(const FileRef&, const FileRef&) = default;
};

/// Somebody said something.
struct Message {
  MessageKind kind = MessageKind::text;
  RichText body;
  std::vector<FileRef> attachments;

  friend bool operator==(const Message&, const Message&) = default;
};

/// An earlier message is gone: its text has left the ledger with this entry's commit.
struct Removal {
  Seq target;

  friend bool operator==(const Removal&, const Removal&) = default;
};

/// A fact of a channel. Signals (typing) are not facts: see signal.hpp.
using Event = std::variant<Message, Removal>;

}  // namespace gb::core
