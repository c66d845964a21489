#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/core/file_line.hpp"
#include "bridge/files/blobs.hpp"
#include "bridge/store/upkeep.hpp"

namespace gb::app {
namespace {

// Of the bytes that the database lists, those that are not on the disk.
std::size_t missing(const std::vector<std::string>& blobs, const std::string& folder) {
  if (blobs.empty()) return 0;
  const auto opened = files::Blobs::open(folder);
  if (!opened) return blobs.size();
  return static_cast<std::size_t>(std::ranges::count_if(
      blobs, [&](const std::string& blob) { return !std::filesystem::exists(opened->path_of(blob)); }));
}

}  // namespace

ExitCode store_check(const std::string& path) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  auto found = store::examine(config->store.path);
  if (!found) return complain(found.error());
  if (const std::size_t gone = missing(found->blobs, config->files.path); gone > 0)
    found->problems.push_back(
        fmt::format("{} of {} files are not in {}", gone, found->blobs.size(), config->files.path));
  std::cout << fmt::format("{}: {}, schema {}; {} messages, {} people, {} rooms, {} files\n", config->store.path,
                           core::size_in_words(static_cast<std::uint64_t>(found->bytes)), found->schema, found->entries,
                           found->people, found->rooms, found->blobs.size());
  for (const std::string& problem : found->problems) std::cerr << "problem: " << problem << '\n';
  if (!found->problems.empty()) return ExitCode::failed;
  std::cout << "All is well.\n";
  return ExitCode::fine;
}

ExitCode store_backup(const std::string& path, const std::string& to) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  if (const auto copied = store::back_up(config->store.path, to); !copied) return complain(copied.error());
  std::cout << fmt::format("{} is a whole copy of {}.\nNow copy the folder {} as well: files in it never change.\n", to,
                           config->store.path, config->files.path);
  return ExitCode::fine;
}

ExitCode store_restore(const std::string& path, const std::string& from) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  if (const auto restored = store::restore(from, config->store.path); !restored) return complain(restored.error());
  std::cout << fmt::format(
      "{} is now a copy of {}; what was there before is {}.replaced.\n"
      "The folder {} must be of the same time, or a later one.\n",
      config->store.path, from, config->store.path, config->files.path);
  return ExitCode::fine;
}

}  // namespace gb::app
