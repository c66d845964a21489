// Which batches are open; nothing of what is in them may live here.
#include "adapters/irc/batches.hpp"

namespace gb::irc {

void Batches::take(const Message& message) {
  std::string_view reference = message.param(0);
  if (reference.size() < 2) return;
  const bool opens = reference.front() == '+';
  reference.remove_prefix(1);
  if (!opens) {
    if (const auto found = open_.find(reference); found != open_.end()) open_.erase(found);
    return;
  }
  if (open_.size() >= most_open) return;
  const std::string_view type = message.param(1);
  Batch batch;
  batch.history = type.find("chathistory") != std::string_view::npos || type.find("playback") != std::string_view::npos;
  // What holds for the batch around it holds for this one too, so that nobody has to climb later.
  batch.history = batch.history || is_history(message);
  batch.label = label_of(message);
  open_[std::string(reference)] = std::move(batch);
}

const Batches::Batch* Batches::batch_of(const Message& message) const {
  if (open_.empty()) return nullptr;
  const auto reference = message.tag("batch");
  if (!reference) return nullptr;
  const auto found = open_.find(*reference);
  return found == open_.end() ? nullptr : &found->second;
}

bool Batches::is_history(const Message& message) const {
  const Batch* batch = batch_of(message);
  return batch != nullptr && batch->history;
}

std::string_view Batches::label_of(const Message& message) const {
  if (const auto own = message.tag("label")) return *own;
  const Batch* batch = batch_of(message);
  return batch == nullptr ? std::string_view{} : std::string_view(batch->label);
}

}  // namespace gb::irc
