#pragma once

#include <map>
#include <string>

#include "bridge/base/result.hpp"
#include "bridge/core/directory.hpp"
#include "bridge/files/file_store.hpp"
#include "config/model/config.hpp"

namespace gb::app {

/// The pictures of the bridge's own users, by the name of their network: "matrix.home".
using OwnAvatars = std::map<std::string, core::FileRef>;

/// Looks at the icons and avatars that the config names, and keeps nothing; the error says what is wrong with the first
/// bad one.
result<void> check_pictures(const config::Config& config);

/// Gives the guilds of the config their icons. Blocking. `directory` has the same guilds in the same order.
result<void> show_icons(const config::Config& config, files::FileStore& files, core::Directory& directory);

/// Keeps the pictures of the bridge's own users on Matrix. Blocking.
result<OwnAvatars> keep_avatars(const config::Config& config, files::FileStore& files);

}  // namespace gb::app
