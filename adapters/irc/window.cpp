// Bookkeeping of what was sent and what came back; no socket, no clock, no text of messages may live here.
#include "adapters/irc/window.hpp"

#include <algorithm>
#include <utility>

namespace gb::irc {

void Window::sent(std::size_t entry, std::string label) {
  ++entries_[entry].lines;
  open_.push_back({entry, std::move(label)});
}

// A label that is missing where labels are in use names nothing: guessing would blame the wrong entry.
Window::Entry* Window::answered(std::string_view label) {
  const auto line = labelled_ ? std::ranges::find(open_, label, &Line::label) : open_.begin();
  if (line == open_.end()) return nullptr;
  Entry& entry = entries_[line->entry];
  open_.erase(line);
  return &entry;
}

void Window::confirmed(std::string_view label, std::string_view msgid) {
  Entry* entry = answered(label);
  if (entry == nullptr) return;
  ++entry->confirmed;
  if (!msgid.empty()) entry->ids.emplace_back(msgid);
}

void Window::refused(std::string_view label, std::string reason) {
  Entry* entry = answered(label);
  if (entry == nullptr) return;
  ++entry->refused;
  entry->refusal = std::move(reason);
}

delivery::Receipt Window::receipt(const Entry& entry) const {
  if (entry.refused > 0) return delivery::Refused{entry.refusal};
  return delivery::Delivered{entry.ids, entry.confirmed == entry.lines};
}

std::vector<delivery::Receipt> Window::receipts() const {
  std::vector<delivery::Receipt> out;
  for (const Entry& entry : entries_) {
    if (!closed_ && entry.confirmed + entry.refused < entry.lines) {
      out.emplace_back(delivery::Retry{std::chrono::milliseconds(200), "the channel or the connection was lost", true});
      break;
    }
    out.push_back(receipt(entry));
  }
  return out;
}

}  // namespace gb::irc
