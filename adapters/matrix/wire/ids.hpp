#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/ids.hpp"

/// Identifiers of Matrix (specification, appendices, "Identifier Grammar"): checks, and the ids that we make.
namespace gb::matrix {

/// No id is longer than this, sigil and server included.
inline constexpr std::size_t most_id = 255;

/// `@localpart:server`. Localparts of historical users are accepted: any characters but ':', NUL and other controls.
bool is_user_id(std::string_view id);

/// `!opaque:server`, or `!opaque` alone as in room version 12 and later.
bool is_room_id(std::string_view id);

/// `#name:server`.
bool is_room_alias(std::string_view id);

/// `$opaque`, with or without a server.
bool is_event_id(std::string_view id);

/// A host name or address with an optional port.
bool is_server_name(std::string_view name);

/// The parts of a valid user id; empty for anything else.
std::string_view localpart(std::string_view user_id);
std::string_view server_of(std::string_view user_id);

/// Where a file lies: mxc://server/id.
struct MediaAddress {
  std::string server;
  std::string id;

  friend bool operator==(const MediaAddress&, const MediaAddress&) = default;
};

/// Nothing unless both parts are safe to stand in a path.
std::optional<MediaAddress> parse_mxc(std::string_view mxc);

/// Who a ghost stands for.
struct GhostOf {
  std::string network;
  std::string key;

  friend bool operator==(const GhostOf&, const GhostOf&) = default;
};

/// The localpart of the ghost of a person: `prefix`, network, '_', key. Lower-case letters, digits, '.' and '-' stand
/// for themselves, and '_' does in the key; every other byte is `=xx`. `prefix` must be allowed in a localpart.
/// Two people never share one; where the id on `server` would be over 255 bytes, its end is a SHA-256 of the whole.
/// Upper case is escaped too: who calls folds the case of keys that have none.
std::string ghost_localpart(std::string_view prefix, std::string_view network, std::string_view key,
                            std::string_view server);

/// The other way round. Nothing for a localpart that is no ghost's, or whose end is a hash.
std::optional<GhostOf> read_ghost_localpart(std::string_view prefix, std::string_view localpart);

/// The same for each try of one part of one entry, so that a repeated request makes one event (F57, F108).
/// `house` tells our installation from others with the same numbers.
std::string transaction_id(std::string_view house, Seq seq, std::size_t part);

}  // namespace gb::matrix
