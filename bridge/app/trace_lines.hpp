#pragma once

#include <string>
#include <vector>

#include "bridge/store/trace.hpp"

/// What `guildbridge trace` prints. Pure.
namespace gb::app {

/// What a running bridge remembers of one room and entry; `room` is its name.
struct Remembered {
  std::string room;
  std::string line;
};

/// `with_text`: what was said as well.
std::string trace_lines(const store::Trace& trace, const std::vector<Remembered>& remembered, bool with_text);

/// What /trace/ENTRY answered, as lines; empty where it is nothing that we understand.
std::vector<Remembered> read_remembered(const std::string& json);

}  // namespace gb::app
