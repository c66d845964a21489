#include "bridge/app/pictures.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "bridge/files/judging.hpp"

namespace gb::app {
namespace {

Error about(const config::Guild& guild, const Error& error) {
  return {error.fault, error.retry, fmt::format("guild.{}.icon: {}", guild.key, error.told)};
}

}  // namespace

result<void> check_pictures(const config::Config& config) {
  const files::PictureLimits limits{config.files.max_download, std::uint64_t{config.files.max_megapixels} * 1'000'000};
  files::start_pictures();
  for (const config::Guild& guild : config.guilds) {
    if (guild.icon.empty()) continue;
    if (const auto judged = files::judge_file(guild.icon, limits); !judged) return about(guild, judged.error());
  }
  for (const config::Matrix& matrix : config.matrix) {
    if (matrix.avatar.empty()) continue;
    if (const auto judged = files::judge_file(matrix.avatar, limits); !judged)
      return Error{Fault::caller, false, fmt::format("matrix.{}.avatar: {}", matrix.name, judged.error().told)};
  }
  return {};
}

result<void> show_icons(const config::Config& config, files::FileStore& files, core::Directory& directory) {
  for (std::size_t n = 0; n < config.guilds.size(); ++n) {
    core::Guild& guild = *directory.guilds().at(n);
    auto icon = files.show_icon(guild.id, config.guilds[n].icon);
    if (!icon) return about(config.guilds[n], icon.error());
    guild.icon = std::move(*icon);
  }
  return {};
}

result<OwnAvatars> keep_avatars(const config::Config& config, files::FileStore& files) {
  OwnAvatars avatars;
  for (const config::Matrix& matrix : config.matrix) {
    if (matrix.avatar.empty()) continue;
    auto own = files.keep_own(matrix.avatar);
    if (!own)
      return Error{own.error().fault, false, fmt::format("matrix.{}.avatar: {}", matrix.name, own.error().told)};
    avatars.emplace("matrix." + matrix.name, std::move(*own));
  }
  return avatars;
}

}  // namespace gb::app
