#pragma once

#include <memory>

#include "bridge/files/file_store.hpp"
#include "bridge/gateway/engine/http_connection.hpp"
#include "bridge/gateway/file_target.hpp"

namespace gb::gateway {

/// Answers GET and HEAD of a target below `files_path`: the file, part of it, or a rendering; piece by piece. `files`
/// must outlive the connection.
void answer_file(files::FileStore& files, const std::shared_ptr<HttpConnection>& connection,
                 const HttpRequest& request);

}  // namespace gb::gateway
