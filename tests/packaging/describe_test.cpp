// What is written about the commands has all of them in it, whatever is added to the program later.
#include <gtest/gtest.h>

#include <algorithm>

#include "packaging/describe/completions.hpp"
#include "packaging/describe/man_page.hpp"
#include "packaging/describe/read_commands.hpp"

namespace gb::describe {
namespace {

std::string in_roff(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '-' ? std::string("\\-") : std::string(1, c);
  return out;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string last_word(const std::string& path) {
  return path.substr(path.rfind(' ') + 1);
}

TEST(Describe, ReadsTheWholeProgram) {
  const Command program = read_commands();
  std::vector<std::string> paths;
  for (const Command* command : all(program)) paths.push_back(command->path);
  for (const char* path : {"", "run", "check", "init", "user", "user add", "matrix registration", "store backup"})
    EXPECT_NE(std::ranges::find(paths, path), paths.end()) << path;
}

TEST(Describe, EveryCommandAndOptionIsInEveryText) {
  const Command program = read_commands();
  const std::string man = man_page(program, "1.2.3", {});
  const std::string bash = bash_completion(program);
  const std::string zsh = zsh_completion(program);
  const std::string fish = fish_completion(program);
  std::size_t options = 0;
  for (const Command* command : all(program)) {
    if (command->commands.empty()) {
      EXPECT_TRUE(has(man, ".SS guildbridge " + in_roff(command->path) + "\n")) << command->path;
    }
    if (!command->path.empty()) {
      EXPECT_TRUE(has(bash, "' " + command->path + "'")) << command->path;
      EXPECT_TRUE(has(zsh, "' " + command->path + "'")) << command->path;
      EXPECT_TRUE(has(fish, "-a " + last_word(command->path) + " ")) << command->path;
    }
    for (const Option& option : command->options)
      for (const std::string& name : option.names) {
        ++options;
        EXPECT_TRUE(has(man, "\\fB" + in_roff(name) + "\\fR")) << command->path << " " << name;
        if (!name.starts_with("--")) continue;
        EXPECT_TRUE(has(bash, name)) << command->path << " " << name;
        EXPECT_TRUE(has(zsh, "'" + name + ":")) << command->path << " " << name;
        EXPECT_TRUE(has(fish, " -l " + name.substr(2))) << command->path << " " << name;
      }
  }
  EXPECT_GT(options, 50U);
}

TEST(Describe, NothingBreaksOutOfItsQuotes) {
  const Option option{{"--x"}, "", "", "It's a \\ \"quoted\": thing", false};
  const Command program{"", "", {}, {{"run", "don't", {option}, {}}}};
  EXPECT_TRUE(has(zsh_completion(program), "'--x:It'\\''s a \\ \"quoted\": thing'"));
  EXPECT_TRUE(has(fish_completion(program), "'It\\'s a \\\\ \"quoted\": thing'"));
  const Command dots{"", "", {}, {{"run", ".TH evil\n'another", {}, {}}}};
  EXPECT_TRUE(has(man_page(dots, "", {}), "\\&.TH evil\n\\&'another"));
}

TEST(Describe, WhatTakesFilesCompletesFiles) {
  const Command program{
      "",
      "",
      {},
      {{"run", "", {{{"-c", "--config"}, "FILE", "", "", false}, {{"--handle"}, "TEXT", "", "", false}}, {}}}};
  const std::string bash = bash_completion(program);
  EXPECT_TRUE(has(bash, "    --config|-c) mapfile -t COMPREPLY < <(compgen -f"));
  EXPECT_TRUE(has(bash, "    --handle) COMPREPLY=(); return"));
}

}  // namespace
}  // namespace gb::describe
