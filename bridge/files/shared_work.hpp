#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "bridge/base/result.hpp"

namespace gb::files {

/// Works that several may wait for: whoever wants one that is under way waits for that one. Loop only.
template <class T>
class SharedWork {
 public:
  /// False when nobody waits any more: the work may end with any outcome. Safe from any thread.
  using Wanted = std::function<bool()>;

  /// Begins the work; completes later, on the loop.
  using Begin = std::function<void(Wanted wanted, Done<T> done)>;

  /// Called by who does not want to wait any longer; his `done` is dropped.
  using Leave = std::function<void()>;

  /// `done` gets the outcome of the work of that name, which is begun if it is not under way.
  Leave wait_for(const std::string& name, Done<T> done, const Begin& begin) {
    const auto known = works_.find(name);
    // What nobody waited for is ending, so it is begun anew.
    if (known != works_.end() && known->second->wanted) return join(known->second, std::move(done));
    const auto work = std::make_shared<Work>();
    works_[name] = work;
    Leave leave = join(work, std::move(done));
    begin([work] { return work->wanted.load(); },
          [this, name, work](const result<T>& outcome) { finish(name, work, outcome); });
    return leave;
  }

 private:
  struct Work {
    std::atomic<bool> wanted = true;
    std::map<std::size_t, Done<T>> waiting;
    std::size_t next = 0;
  };

  static Leave join(const std::shared_ptr<Work>& work, Done<T> done) {
    const std::size_t number = work->next++;
    work->waiting.emplace(number, std::move(done));
    return [weak = std::weak_ptr(work), number] {
      const auto left = weak.lock();
      if (left && left->waiting.erase(number) > 0 && left->waiting.empty()) left->wanted = false;
    };
  }

  void finish(const std::string& name, const std::shared_ptr<Work>& work, const result<T>& outcome) {
    const auto known = works_.find(name);
    if (known != works_.end() && known->second == work) works_.erase(known);
    for (const auto& [number, done] : std::exchange(work->waiting, {})) done(outcome);
  }

  std::unordered_map<std::string, std::shared_ptr<Work>> works_;
};

}  // namespace gb::files
