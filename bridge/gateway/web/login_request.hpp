#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/gateway/engine/http.hpp"

/// `POST /login` as a page sends it: JSON `{"user": "<handle or id>", "password": "..."}`. Pure; requests come from
/// strangers.
namespace gb::gateway {

inline constexpr std::string_view login_path = "/login";

/// Bytes of a body; the token that comes of it is far below what a token may be.
inline constexpr std::size_t most_login_body = 2048;

struct LoginRequest {
  std::string user;
  std::string password;
};

/// What a request asks for; or what is wrong with it, as its answer. JSON is asked for by its media type, which no form
/// of another site can send without asking first (Fetch standard, "CORS-safelisted request-header").
std::variant<LoginRequest, Response> read_login(const HttpRequest& request);

/// An id in digits, from 0 on, that JavaScript can hold.
std::optional<std::int64_t> id_of(std::string_view user);

/// `{"error": reason}`.
Response login_refused(unsigned status, std::string_view reason);

/// `{"id": id, "token": token}`.
Response login_granted(std::int64_t id, std::string_view token);

}  // namespace gb::gateway
