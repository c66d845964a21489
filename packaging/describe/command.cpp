#include "packaging/describe/command.hpp"

namespace gb::describe {

std::vector<const Command*> all(const Command& command) {
  std::vector<const Command*> out{&command};
  for (const Command& below : command.commands)
    for (const Command* one : all(below)) out.push_back(one);
  return out;
}

}  // namespace gb::describe
