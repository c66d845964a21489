#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/guild/types.hpp"

/// What clients send, decoded. Each decoder takes the event's arguments (a JSON array) and gives the packet, or a
/// reason that tells the person what is wrong.
namespace gb::guild {

/// Bounds on what a client may send.
struct Limits {
  std::size_t content = std::size_t{64} << 10;  ///< Bytes of a post's text.
  std::size_t nonce = 64;                       ///< Bytes.
  std::size_t attachments = 10;                 ///< Files of one post.
  std::size_t file_name = 255;                  ///< Bytes.
  std::int64_t history = 100;                   ///< Messages that one `history` asks for; more is cut to this.
};

/// Why a packet is refused.
struct Refused {
  std::string reason;
};

template <class T>
using Decoded = std::variant<T, Refused>;

struct SetActiveChannel {
  std::int64_t guild = 0;
  std::int64_t channel = 0;
};

struct Post {
  std::string content;  ///< As typed, without NUL.
  std::vector<File> attachments;
  std::string nonce;  ///< Empty: none.
};

struct History {
  std::int64_t channel = 0;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
  std::int64_t limit = 50;
};

/// `guild` and `channel`: the id alone. `what` names it in the reason.
Decoded<std::int64_t> decode_id(const nlohmann::json& arguments, std::string_view what);

Decoded<SetActiveChannel> decode_set_active_channel(const nlohmann::json& arguments);
Decoded<Post> decode_post(const nlohmann::json& arguments, const Limits& limits);
Decoded<History> decode_history(const nlohmann::json& arguments, const Limits& limits);

/// The bytes of `upload`: binary, or a string of base64, or a data URL of base64.
Decoded<std::string> decode_upload(const nlohmann::json& arguments);

/// True if a stored file could have this name: one path component without control characters.
bool is_file_name(std::string_view name, const Limits& limits);

}  // namespace gb::guild
