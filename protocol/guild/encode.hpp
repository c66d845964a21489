#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/guild/types.hpp"

/// JSON text of the types and of the packets that go to clients, strictly as the protocol has them. Strings may be
/// ill-formed UTF-8; what is written never is.
namespace gb::guild {

std::string to_json(const User& user);
std::string to_json(const SelfUser& user);
std::string to_json(const File& file);
std::string to_json(const Guild& guild);
std::string to_json(const Channel& channel);
std::string to_json(const Message& message);

/// A JSON array of texts that are JSON already.
std::string json_array(const std::vector<std::string>& items);

/// Payload of `listguilds`.
std::string guild_list(const std::vector<Guild>& guilds);

/// Payload of `guild`.
std::string guild_answer(const Guild& guild, const std::vector<Channel>& channels);

/// Payload of `channel`; `users` is the JSON array of the users, which the caller may keep for the next time.
std::string channel_answer(const std::vector<Message>& messages, std::string_view users);

/// Payload of `history`.
std::string history_answer(std::int64_t channel, const std::vector<Message>& messages, bool more);

/// Payload of `messageremoved`.
std::string message_removed(std::int64_t id, std::int64_t channel);

/// Payload of `rejected`.
std::string rejected(std::string_view packet, std::string_view reason);

/// Payload of `uploadstatus`.
std::string upload_success(std::string_view name);
std::string upload_failure(std::string_view reason);

/// Arguments of an acknowledgement, an array: `[{"ok":true}]`, with `message` where it is not empty (JSON text).
std::string ack_ok(std::string_view message = {});
std::string ack_uploaded(std::string_view name);
std::string ack_error(std::string_view reason);

}  // namespace gb::guild
