#include "bridge/app/command_line.hpp"

int main(int argc, char** argv) {
  return gb::app::command_line(argc, argv);
}
