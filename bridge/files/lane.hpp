#pragma once

#include <cstddef>
#include <utility>

#include "bridge/base/result.hpp"
#include "bridge/files/workers.hpp"

namespace gb::files {

/// Work that takes long: done one after another, in the order of the calls. At the bound of what may wait more is
/// refused, with a reason. Called on the event loop.
class Lane {
 public:
  /// `most`: not done yet, the one under way with them.
  Lane(Workers& workers, std::size_t most) : workers_(workers), strand_(workers.make_strand()), most_(most) {}

  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// As `Workers::run`.
  template <class T, class Work>
  void run(Done<T> done, Work work) {
    if (waiting_ >= most_) return refuse<T>(std::move(done));
    ++waiting_;
    Done<T> counted = [this, done = std::move(done)](result<T> outcome) {
      --waiting_;
      done(std::move(outcome));
    };
    workers_.run<T>(strand_, std::move(counted), std::move(work));
  }

  /// Says no as `run` does at the bound: for who has a bound of his own as well.
  template <class T>
  void refuse(Done<T> done) {
    workers_.refuse<T>(std::move(done), {Fault::house, true, "too many files at once; try again in a moment"});
  }

 private:
  Workers& workers_;
  Workers::Strand strand_;
  std::size_t most_;
  std::size_t waiting_ = 0;
};

}  // namespace gb::files
