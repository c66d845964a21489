#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

/// Socket.IO protocol 5 (clients 3 and 4) and 4 (clients 2). Text and bytes in, values out: no socket, no clock, no
/// log.
namespace gb::socketio {

enum class Dialect : std::uint8_t {
  v2,  ///< Socket.IO 2: the server connects "/" by itself, errors are bare strings.
  v4,  ///< Socket.IO 3 and 4.
};

enum class PacketType : std::uint8_t { connect, disconnect, event, ack, connect_error, binary_event, binary_ack };

/// Most attachments of one packet.
inline constexpr unsigned most_attachments = 10;

/// Largest acknowledgement id: what JavaScript can count exactly. Larger ones are refused, so that all are echoed as
/// sent.
inline constexpr std::uint64_t most_ack_id = (std::uint64_t{1} << 53) - 1;

/// A packet without its attachments.
struct Packet {
  PacketType type = PacketType::event;
  std::string space = "/";  ///< The namespace, without its query.
  std::optional<std::uint64_t> id;
  unsigned attachments = 0;
  nlohmann::json data;  ///< null where the packet has none.
};

/// Who sent a packet: some only come from servers.
enum class Sender : std::uint8_t { client, server };

/// Nothing if the text is malformed: syntax, a reserved event name, a payload of the wrong kind, too many attachments,
/// or a type that this side does not send.
std::optional<Packet> decode(std::string_view text, Sender sender = Sender::client);

/// `argument` is JSON text, or empty for none: `2["name",argument]`.
std::string encode_event(std::string_view name, std::string_view argument);

/// `arguments` is the JSON text of an array.
std::string encode_ack(std::string_view space, std::uint64_t id, std::string_view arguments);

/// A client asks to be let in to "/", in the dialect of Socket.IO 3 and 4.
std::string encode_connect_request(std::string_view token);

std::string encode_connect(Dialect dialect, std::string_view space, std::string_view sid);
std::string encode_connect_error(Dialect dialect, std::string_view space, std::string_view message);

/// An event or ack with its binary values taken out, as it goes on the wire.
struct Encoded {
  std::string text;
  std::vector<std::string> attachments;
};

/// `data` is an array; binary values in it (json::binary) become attachments.
Encoded encode_with_attachments(PacketType plain, std::string_view space, std::optional<std::uint64_t> id,
                                const nlohmann::json& data);

}  // namespace gb::socketio
