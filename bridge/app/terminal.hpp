#pragma once

namespace gb::app {

/// True if a person can answer on standard input.
bool somebody_is_there();

/// Whether what is typed is shown. Not shown, it is shown again at the latest when Ctrl-C ends the program.
void set_echo(bool on);

}  // namespace gb::app
