#pragma once

#include <memory>

#include "bridge/gateway/common.hpp"
#include "bridge/gateway/engine/http_connection.hpp"

namespace gb::gateway {

/// Answers `POST /login`, at once or when the password has been looked at: 200 with the id and the token by which to
/// connect, or a reason. Failures count together with those of connecting, and tell no more: nobody learns who is here.
/// In front of an origin it looks at nothing: the token is made of what was given, and the origin says at connecting
/// whether it is good.
void answer_login(Common& common, const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request);

}  // namespace gb::gateway
