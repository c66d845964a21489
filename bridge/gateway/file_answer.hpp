#pragma once

#include <memory>

#include "bridge/gateway/common.hpp"
#include "bridge/gateway/engine/http_connection.hpp"

namespace gb::gateway {

/// Answers GET and HEAD of "/files/USER/NAME" (docs/protocol.md section 4): streamed, with ranges, an entity tag and a
/// policy that lets nothing in a file run. In front of an origin, what is not here is streamed from there. `common`
/// must outlive the connection.
void answer_file(Common& common, const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request);

}  // namespace gb::gateway
