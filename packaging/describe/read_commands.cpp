#include "packaging/describe/read_commands.hpp"

#include <CLI/CLI.hpp>

#include "bridge/app/command_line.hpp"

namespace gb::describe {
namespace {

Option read(const CLI::Option& from) {
  Option option;
  for (const std::string& name : from.get_snames()) option.names.push_back("-" + name);
  for (const std::string& name : from.get_lnames()) option.names.push_back("--" + name);
  if (option.names.empty()) option.names.push_back(from.get_name(true));
  if (from.get_items_expected_max() > 0) option.type = from.get_type_name();
  option.usual = from.get_default_str();
  option.purpose = from.get_description();
  option.required = from.get_required();
  return option;
}

// Options and commands without a group are hidden.
Command read(const CLI::App& from, const std::string& path) {
  Command command;
  command.path = path;
  command.purpose = from.get_description();
  for (const CLI::Option* option : from.get_options())
    if (!option->get_group().empty()) command.options.push_back(read(*option));
  for (const CLI::App* below : from.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    command.commands.push_back(read(*below, path + (path.empty() ? "" : " ") + below->get_name()));
  return command;
}

}  // namespace

Command read_commands() {
  Command command;
  app::show_commands([&](const CLI::App& program) { command = read(program, {}); });
  return command;
}

}  // namespace gb::describe
