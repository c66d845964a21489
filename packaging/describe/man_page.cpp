#include "packaging/describe/man_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

namespace gb::describe {
namespace {

// A line of roff cannot begin with a dot or an apostrophe, a hyphen is to stay one that can be copied.
std::string escaped(std::string_view text) {
  std::string out;
  bool fresh_line = true;
  for (const char c : text) {
    if (fresh_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    fresh_line = c == '\n';
  }
  return out;
}

std::string names_of(const Option& option) {
  std::string out;
  for (const std::string& name : option.names) out += (out.empty() ? "\\fB" : ", \\fB") + escaped(name) + "\\fR";
  return option.type.empty() ? out : out + " \\fI" + escaped(option.type) + "\\fR";
}

std::string option_text(const Option& option) {
  std::string out = fmt::format(".TP\n{}\n{}", names_of(option), escaped(option.purpose));
  if (!option.usual.empty()) out += fmt::format(" (default: {})", escaped(option.usual));
  if (option.required) out += " (required)";
  return out + "\n";
}

bool is_everywhere(const Option& option) {
  return option.names.back() == "--help" || option.names.back() == "--version" || option.names.back() == "--config";
}

std::string command_text(const Command& command) {
  std::string out = fmt::format(".SS guildbridge {}\n{}\n", escaped(command.path), escaped(command.purpose));
  for (const Option& option : command.options)
    if (!is_everywhere(option)) out += option_text(option);
  return out;
}

constexpr std::string_view what_it_is =
    "A bridge for communities that live in different places: clients of the guild protocol, channels of IRC networks "
    "and rooms\n"
    "of Matrix homeservers hold one conversation. Every message is on disk before anybody sees it.\n"
    ".PP\n"
    "A first start: \\fBguildbridge init\\fR writes a configuration that works; \\fBguildbridge run\\fR runs it.\n";

constexpr std::string_view what_else =
    ".SH EXIT STATUS\n"
    ".TP\n0\nFine.\n"
    ".TP\n1\nSomething failed while it ran.\n"
    ".TP\n2\nThe command line or the configuration is wrong; nothing was done.\n"
    ".SH SIGNALS\n"
    ".TP\n\\fBSIGTERM\\fR, \\fBSIGINT\\fR\nSays goodbye on all sides and ends, within seconds. Once more: at once.\n"
    ".TP\n\\fBSIGHUP\\fR\nReads the configuration again.\n"
    ".SH FILES\n"
    "Of the Debian package:\n"
    ".TP\n\\fI/etc/guildbridge/guildbridge.toml\\fR\nThe configuration; beside it the files with its secrets.\n"
    ".TP\n\\fI/var/lib/guildbridge\\fR\nThe database, and the files that people sent.\n"
    ".TP\n\\fI/usr/share/doc/guildbridge/examples/full.toml\\fR\nEvery key there is, with its default and what it "
    "does.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBNOTIFY_SOCKET\\fR\nWhere \\fBguildbridge run\\fR tells the service manager that it is ready. See "
    "sd_notify(3).\n"
    ".SH SEE ALSO\n"
    "systemctl(1), journalctl(1)\n";

}  // namespace

std::string man_page(const Command& program, const std::string& version, const std::string& date) {
  std::string out = fmt::format(
      ".TH GUILDBRIDGE 1 \"{}\" \"guildbridge {}\" \"User Commands\"\n"
      ".SH NAME\nguildbridge \\- {}\n"
      ".SH SYNOPSIS\n.B guildbridge\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
      ".SH DESCRIPTION\n{}"
      ".SH COMMANDS\nEach takes \\fB\\-\\-config\\fR, \\fB\\-\\-help\\fR and \\fB\\-\\-version\\fR.\n",
      escaped(date), escaped(version), escaped(program.purpose), what_it_is);
  for (const Command* command : all(program))
    if (command->commands.empty()) out += command_text(*command);
  out += ".SH OPTIONS\n";
  for (const Option& option : program.options) out += option_text(option);
  if (!program.commands.empty())
    for (const Option& option : program.commands.front().options)
      if (option.names.back() == "--config") out += option_text(option);
  return out + std::string(what_else);
}

}  // namespace gb::describe
