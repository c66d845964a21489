// Writes texts about the program's commands, at build time: guildbridge-describe man|bash|zsh|fish > FILE
#include <iostream>
#include <string_view>

#include "bridge/app/version.hpp"
#include "packaging/describe/completions.hpp"
#include "packaging/describe/man_page.hpp"
#include "packaging/describe/read_commands.hpp"

int main(int argc, char** argv) {
  const std::string_view kind = argc == 2 ? argv[1] : "";
  const gb::describe::Command program = gb::describe::read_commands();
  if (kind == "man") {
    std::cout << gb::describe::man_page(program, gb::app::version, {});
  } else if (kind == "bash") {
    std::cout << gb::describe::bash_completion(program);
  } else if (kind == "zsh") {
    std::cout << gb::describe::zsh_completion(program);
  } else if (kind == "fish") {
    std::cout << gb::describe::fish_completion(program);
  } else {
    std::cerr << "usage: guildbridge-describe man|bash|zsh|fish\n";
    return 2;
  }
  return std::cout.flush() ? 0 : 1;
}
