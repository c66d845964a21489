#pragma once

#include <memory>
#include <string_view>

#include "bridge/gateway/engine/http.hpp"
#include "bridge/gateway/engine/http_connection.hpp"
#include "bridge/gateway/proxy/proxy.hpp"

namespace gb::gateway {

/// True of "/files/USER/NAME" with a plain name: what may be asked of the origin. Pure.
bool is_file_target(std::string_view target);

/// Passes on what the origin answers to a request for a file. Nothing of it can run on our pages. `proxy` must outlive
/// the connection.
void answer_from_origin(Proxy& proxy, const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request);

}  // namespace gb::gateway
