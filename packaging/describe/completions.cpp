// All three walk the words before the cursor to find the command, then offer what that command takes.
#include "packaging/describe/completions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace gb::describe {
namespace {

constexpr const char* made = "# Made from the program's own description of its commands; do not edit.\n";

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

// For all three shells: nothing in single quotes means anything but a single quote (in fish, a backslash as well).
std::string quoted(std::string_view text, bool backslash_too = false) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += backslash_too ? "\\'" : "'\\''";
    else if (c == '\\' && backslash_too)
      out += "\\\\";
    else
      out += c;
  }
  return out + "'";
}

bool is_of_files(const Option& option) {
  return option.type == "FILE" || option.type == "FOLDER";
}

std::string last_word(const std::string& path) {
  return path.substr(path.rfind(' ') + 1);
}

/// The names of options that take a value, of a file or else, as alternatives of a shell pattern.
std::string patterns(const Command& program, bool of_files) {
  std::set<std::string> names;
  for (const Command* command : all(program))
    for (const Option& option : command->options)
      if (!option.type.empty() && is_of_files(option) == of_files)
        for (const std::string& name : option.names)
          if (name.starts_with('-')) names.insert(name);
  return fmt::format("{}", fmt::join(names, "|"));
}

std::string known_paths(const Command& program) {
  std::string out;
  for (const Command* command : all(program))
    if (!command->path.empty()) out += (out.empty() ? "" : "|") + quoted(" " + command->path);
  return out;
}

// Escapes what separates a word from its description in zsh.
std::string described(const std::string& word, const std::string& purpose) {
  std::string escaped;
  for (const char c : word) escaped += c == ':' ? std::string("\\:") : std::string(1, c);
  return quoted(escaped + ":" + first_line(purpose));
}

}  // namespace

std::string bash_completion(const Command& program) {
  std::string cases;
  for (const Command* command : all(program)) {
    std::vector<std::string> words;
    for (const Command& below : command->commands) words.push_back(last_word(below.path));
    for (const Option& option : command->options)
      for (const std::string& name : option.names)
        if (name.starts_with('-')) words.push_back(name);
    cases += fmt::format("    {}) words={} ;;\n", quoted(command->path.empty() ? "" : " " + command->path),
                         quoted(fmt::format("{}", fmt::join(words, " "))));
  }
  return fmt::format(
      "# bash completion for guildbridge\n{}# shellcheck shell=bash\n"
      "_guildbridge() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} here='' words='' n\n"
      "  for ((n = 1; n < COMP_CWORD; n++)); do\n"
      "    case \"$here ${{COMP_WORDS[n]}}\" in\n"
      "      {}) here=\"$here ${{COMP_WORDS[n]}}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case $before in\n"
      "    {}) mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n"
      "    {}) COMPREPLY=(); return ;;\n"
      "  esac\n"
      "  case $here in\n{}  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}}\n"
      "complete -o filenames -F _guildbridge guildbridge\n",
      made, known_paths(program), patterns(program, true), patterns(program, false), cases);
}

std::string zsh_completion(const Command& program) {
  std::string cases;
  for (const Command* command : all(program)) {
    std::vector<std::string> commands;
    std::vector<std::string> options;
    for (const Command& below : command->commands) commands.push_back(described(last_word(below.path), below.purpose));
    for (const Option& option : command->options)
      for (const std::string& name : option.names)
        if (name.starts_with('-')) options.push_back(described(name, option.purpose));
    cases +=
        fmt::format("  {}) commands=({}); options=({}) ;;\n", quoted(command->path.empty() ? "" : " " + command->path),
                    fmt::join(commands, " "), fmt::join(options, " "));
  }
  return fmt::format(
      "#compdef guildbridge\n{}"
      "local here='' n\nlocal -a commands options\n"
      "for ((n = 2; n < CURRENT; n++)); do\n"
      "  case \"$here ${{words[n]}}\" in\n"
      "    {}) here=\"$here ${{words[n]}}\" ;;\n"
      "  esac\n"
      "done\n"
      "case ${{words[CURRENT-1]}} in\n"
      "  {}) _files; return ;;\n"
      "  {}) return ;;\n"
      "esac\n"
      "case $here in\n{}esac\n"
      "(( $#commands )) && _describe -t commands command commands\n"
      "_describe -o -t options option options\n",
      made, known_paths(program), patterns(program, true), patterns(program, false), cases);
}

std::string fish_completion(const Command& program) {
  std::string paths;
  std::string offers;
  for (const Command* command : all(program)) {
    if (!command->path.empty()) paths += " " + quoted(command->path, true);
    const std::string at = quoted("__guildbridge_at \"" + command->path + "\"", true);
    for (const Command& below : command->commands)
      offers += fmt::format("complete -c guildbridge -n {} -a {} -d {}\n", at, last_word(below.path),
                            quoted(first_line(below.purpose), true));
    for (const Option& option : command->options) {
      std::string names;
      for (const std::string& name : option.names) {
        if (name.starts_with("--"))
          names += " -l " + name.substr(2);
        else if (name.starts_with('-'))
          names += " -s " + name.substr(1);
      }
      if (names.empty()) continue;
      const char* const value = option.type.empty() ? "" : is_of_files(option) ? " -r -F" : " -x";
      offers += fmt::format("complete -c guildbridge -n {}{}{} -d {}\n", at, names, value,
                            quoted(first_line(option.purpose), true));
    }
  }
  return fmt::format(
      "# fish completion for guildbridge\n{}"
      "function __guildbridge_at\n"
      "    set -l here ''\n"
      "    for word in (commandline -opc)[2..-1]\n"
      "        set -l next (string trim -- \"$here $word\")\n"
      "        contains -- $next{}\n"
      "        and set here $next\n"
      "    end\n"
      "    test \"$here\" = \"$argv[1]\"\n"
      "end\n"
      "complete -c guildbridge -f\n{}",
      made, paths, offers);
}

}  // namespace gb::describe
