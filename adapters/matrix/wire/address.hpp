#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// What the address of a link means (Matrix Client-Server API, m.room.message formatting; appendices, "URIs").
namespace gb::matrix {

/// Longer addresses are no links: their words stay.
inline constexpr std::size_t most_address = 2048;

/// The address as it may stand in a link: http, https, ftp, mailto or magnet, printable, spaces percent-encoded. A
/// `matrix:` URI of a room comes out in its matrix.to form. Nothing for any other address.
std::optional<std::string> link_address(std::string_view href);

/// The user id, if the address is one of a user: https://matrix.to/#/@user:server or matrix:u/user:server.
std::optional<std::string> user_of_address(std::string_view href);

/// The matrix.to address of a user: what a pill links to.
std::string address_of_user(std::string_view user_id);

/// True if somebody who reads these words has read the address, so that it need not be told again.
bool shows_address(std::string_view words, std::string_view address);

}  // namespace gb::matrix
