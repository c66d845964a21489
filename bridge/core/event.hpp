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

/// What a file is, as we found it to be.
struct FileFacts {
  std::string type;          ///< MIME type: "image/png".
  std::uint64_t bytes = 0;   ///< Its size.
  std::uint32_t width = 0;   ///< Pixels, as shown; 0: no picture.
  std::uint32_t height = 0;  ///< Pixels, as shown; 0: no picture.
  std::string title;         ///< What it was called where it came from, cleaned; empty: nothing.

  bool is_picture() const { return width > 0; }

  friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

/// A stored file of ours: the File of the guild protocol, and what it is.
struct FileRef {
  UserId owner;
  std::string name;
  std::optional<std::int64_t> width;   ///< Rendering asked for, pixels.
  std::optional<std::int64_t> height;  ///< Rendering asked for, pixels.
  FileFacts facts{};

  friend bool operator==(const FileRef&, const FileRef&) = default;
};

/// Whom a message answers, and which of his entries.
struct Reply {
  Seq target;
  std::string author;  ///< His display name, as it was then.

  friend bool operator==(const Reply&, const Reply&) = default;
};

/// Somebody said something.
struct Message {
  MessageKind kind = MessageKind::text;
  RichText body;
  std::vector<FileRef> attachments;
  std::optional<Reply> reply{};

  friend bool operator==(const Message&, const Message&) = default;
};

/// The author has changed what he said: from this entry's commit on the ledger has the new words in place of the old.
struct Edit {
  Seq target;          ///< 0: a message that is not known any more.
  Message now;         ///< All of what it says now.
  std::string before;  ///< The words that it said before.

  friend bool operator==(const Edit&, const Edit&) = default;
};

/// An earlier message is gone: its text, and that of its edits, has left the ledger with this entry's commit.
struct Removal {
  Seq target;
  std::vector<Seq> edits{};  ///< Its edits, which are to be removed as well. Not stored.

  friend bool operator==(const Removal&, const Removal&) = default;
};

/// A fact of a channel. Signals (typing) are not facts: see signal.hpp.
using Event = std::variant<Message, Edit, Removal>;

}  // namespace gb::core
