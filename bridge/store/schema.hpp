#pragma once

#include <span>
#include <string_view>

namespace gb::store {

/// The steps from an empty file to the newest schema, in order: schema/001.sql is the first. Made by the build.
std::span<const std::string_view> migrations();

}  // namespace gb::store
