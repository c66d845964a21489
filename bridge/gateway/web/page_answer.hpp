#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "bridge/gateway/engine/http.hpp"
#include "bridge/gateway/web/assets.hpp"

/// The files of the web client as browsers get them. Pure.
namespace gb::gateway {

/// What GET of a path is answered with; nothing if none of `assets` is there.
std::optional<Response> page_answer(std::string_view path, std::string_view if_none_match,
                                    std::span<const Asset> assets);

}  // namespace gb::gateway
