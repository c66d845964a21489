#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/matrix/wire/event.hpp"
#include "bridge/core/event.hpp"

/// The content of events that we send, as JSON (Client-Server API, m.room.message). Pure.
namespace gb::matrix {

/// The key of our own field in an event's content: {"house":"...","seq":N,"part":P}.
inline constexpr const char* mark_key = "net.guildbridge";

/// What the texts of one event may take (`content_size`). An event has 65,536 bytes at most, of which signatures and
/// the homeserver's own keys need some; 20 kB of formatted words fit. What is longer is for `split`.
inline constexpr std::size_t most_content = std::size_t{44} * 1024;

/// A message on its way to a room.
struct Outgoing {
  core::MessageKind kind = core::MessageKind::text;
  core::RichText body;
  std::string name = {};      ///< Bot mode: who speaks, cleaned; stands before the words. Empty: the sender says it.
  std::string reply_to = {};  ///< Event id, or empty.
  std::optional<Mark> mark = {};
};

/// The content of a message: m.text, m.emote or m.notice. With a name, an action is m.text "* Alice waves".
/// Calls on everybody are defused; `m.mentions` names those whom the body mentions, and is always there, so that no
/// homeserver guesses from the words (F150).
std::string message_content(const Outgoing& message);

/// Writes our own field into an event's content.
void put_mark(nlohmann::json& content, const Mark& mark);

/// The content of an event that replaces the message `event_id` by this one. Notifies nobody again.
std::string edit_content(const Outgoing& message, std::string_view event_id);

}  // namespace gb::matrix
