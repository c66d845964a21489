#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace gb::matrix {

/// Small values by name that outlive the process: those of an earlier run, and each change as it is made, which is on
/// the disk a little later. Loop only.
class Kept {
 public:
  using Values = std::map<std::string, std::string>;

  /// Keeps a value, or without one forgets it. May be empty: then nothing outlives the process.
  using Keep = std::function<void(std::string name, std::optional<std::string> value)>;

  Kept(Values values, Keep keep) : values_(std::move(values)), keep_(std::move(keep)) {}

  const Values& values() const { return values_; }

  bool has(const std::string& name) const { return values_.contains(name); }

  /// Empty where there is none.
  std::string get(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second;
  }

  /// Nothing is written where nothing changes: a write for nothing is one that others wait for.
  void put(const std::string& name, std::string value) {
    const auto found = values_.find(name);
    if (found != values_.end() && found->second == value) return;
    values_[name] = value;
    if (keep_) keep_(name, std::move(value));
  }

  void forget(const std::string& name) {
    if (values_.erase(name) > 0 && keep_) keep_(name, std::nullopt);
  }

 private:
  Values values_;
  Keep keep_;
};

}  // namespace gb::matrix
