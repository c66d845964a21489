#include "bridge/delivery/room.hpp"

namespace gb::delivery {

std::string_view to_string(Condition condition) {
  switch (condition) {
    case Condition::down:
      return "down";
    case Condition::connecting:
      return "connecting";
    case Condition::joined:
      return "joined";
    case Condition::failed:
      return "failed";
  }
  return "down";
}

}  // namespace gb::delivery
