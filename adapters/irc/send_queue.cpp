// The order and the pace of what is sent; no socket and no clock may live here.
#include "adapters/irc/send_queue.hpp"

#include <algorithm>
#include <utility>

namespace gb::irc {
namespace {

std::size_t index_of(Priority priority) {
  return static_cast<std::size_t>(priority);
}

}  // namespace

bool SendQueue::push(Priority priority, std::string line, RoomId owner) {
  auto& queue = lines_.at(index_of(priority));
  if (queue.size() >= (priority == Priority::courtesy ? most_courtesies : most_lines)) return false;
  queue.push_back({std::move(line), owner});
  return true;
}

std::size_t SendQueue::drop(RoomId owner) {
  return std::erase_if(lines_.at(index_of(Priority::chat)), [&](const Line& line) { return line.owner == owner; });
}

std::string SendQueue::take(Tick now, std::size_t most) {
  std::string batch;
  for (const Priority priority :
       {Priority::urgent, Priority::command, Priority::chat, Priority::enquiry, Priority::courtesy}) {
    auto& queue = lines_.at(index_of(priority));
    while (!queue.empty() && batch.size() < most) {
      // What is urgent does not wait for a token, but uses one up: the server counts it too.
      if (!pace_.take(now) && priority != Priority::urgent) return batch;
      batch += queue.front().text;
      batch += "\r\n";
      queue.pop_front();
    }
  }
  return batch;
}

Tick SendQueue::next(Tick now) {
  if (!lines_.at(index_of(Priority::urgent)).empty()) return now;
  return size() == 0 ? Tick::max() : now + pace_.wait(now);
}

std::size_t SendQueue::size() const {
  std::size_t all = 0;
  for (const auto& queue : lines_) all += queue.size();
  return all;
}

}  // namespace gb::irc
