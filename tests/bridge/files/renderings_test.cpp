#include "bridge/files/renderings.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

namespace gb::files {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t block = 4096;  // Small ones count as much as they take.

TEST(Renderings, AtTheBoundTheOldestGo) {
  const fs::path folder = fs::temp_directory_path() / ("guildbridge-renderings-" + std::to_string(::getpid()));
  {
    Renderings renderings(folder, 10 * block);
    for (unsigned n = 0; n < 10; ++n) {
      const fs::path made = renderings.keep("b" + std::to_string(n), {n + 1, 0}, std::string(100, 'x'));
      fs::last_write_time(made, fs::file_time_type::clock::now() - std::chrono::hours(10 - n));
    }
    EXPECT_TRUE(fs::exists(renderings.path_of("b0", {1, 0})));
    renderings.keep("new", {1, 1}, std::string(100, 'x'));
    EXPECT_FALSE(fs::exists(renderings.path_of("b0", {1, 0})));
    EXPECT_TRUE(fs::exists(renderings.path_of("b9", {10, 0})));
    EXPECT_TRUE(fs::exists(renderings.path_of("new", {1, 1})));
  }
  Renderings later(folder, 10 * block);
  later.erase_one("b9", {10, 0});
  EXPECT_FALSE(fs::exists(later.path_of("b9", {10, 0})));
  EXPECT_TRUE(fs::exists(later.path_of("b8", {9, 0})));
  later.erase({"new"});
  EXPECT_FALSE(fs::exists(later.path_of("new", {1, 1})));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace gb::files
