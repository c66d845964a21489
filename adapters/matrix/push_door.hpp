#pragma once

#include <optional>

#include "bridge/net/http_listener.hpp"
#include "config/model/quantity.hpp"

/// What holds for everybody who comes to where a homeserver pushes to (Application Service API v1.11). Pure.
namespace gb::matrix {

/// Only who has the token may send as much as a transaction can be.
net::ListenerLimits push_limits(const config::Secret& token);

/// The answer to a request without the right token; nothing if it has it.
std::optional<net::HttpReply> refuse_stranger(const net::HttpIncoming& request, const config::Secret& token);

net::HttpReply refusal(unsigned status, const char* errcode, const char* words);

net::HttpReply fine();

}  // namespace gb::matrix
