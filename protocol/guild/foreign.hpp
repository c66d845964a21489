#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "protocol/guild/types.hpp"

/// What servers in the field send, read leniently (docs/protocol.md section 3): ids may be strings of digits, an author
/// may be a bare id, dates may be missing or of any RFC 3339 form. JSON in, values out; what cannot be read is left
/// out.
namespace gb::guild {

struct ForeignUser {
  std::int64_t id = 0;
  std::string handle;        ///< Empty: not told.
  std::string display_name;  ///< Empty: not told.
  std::string email;         ///< Of a SelfUser.
  std::optional<Date> created;
  std::optional<Date> handle_last_updated;
};

struct ForeignMessage {
  std::optional<std::int64_t> id;
  std::optional<std::int64_t> channel;
  std::string content;
  ForeignUser author;  ///< The id alone where the server tells no more.
  std::vector<File> attachments;
  std::optional<Date> created;
};

/// The answer to `channel`.
struct ForeignChannel {
  std::vector<ForeignMessage> messages;  ///< As told: oldest first.
  std::vector<ForeignUser> users;
  std::size_t unreadable = 0;  ///< Messages that are none.
};

/// What a server that has our extensions (docs/protocol.md section 4) says of a packet.
struct Acknowledged {
  bool ok = false;
  std::string error;  ///< Why not; empty: it does not say.
};

/// A whole number, or a string of its digits; nothing beyond `most_id`.
std::optional<std::int64_t> read_id(const nlohmann::json& value);

std::optional<ForeignUser> read_user(const nlohmann::json& value);

/// Nothing without content and an author.
std::optional<ForeignMessage> read_message(const nlohmann::json& value);

/// Nothing if it is no object.
std::optional<ForeignChannel> read_channel(const nlohmann::json& value);

/// `uploadedAs` of a success; nothing of anything else.
std::optional<std::string> read_uploaded(const nlohmann::json& value);

/// The argument of an acknowledgement; nothing of one that says neither yes nor no, as servers without our extensions
/// may send.
std::optional<Acknowledged> read_acknowledged(const nlohmann::json& value);

}  // namespace gb::guild
