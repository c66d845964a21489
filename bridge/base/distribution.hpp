#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gb {

/// How long something took, each time, counted in fixed classes. Adding allocates nothing and is safe from any thread;
/// what is read meanwhile may lag behind by what is just being added.
class Distribution {
 public:
  /// Upper bounds in seconds; above the last there is one more class.
  static constexpr std::array bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,  0.25,
                                     0.5,    1.0,   2.5,    5.0,   10.0, 30.0,  60.0, 300.0};

  struct Counted {
    std::array<std::uint64_t, bounds.size() + 1> each{};  ///< By class, not summed up.
    double seconds = 0;                                   ///< All of them together.
  };

  void add(std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    const auto place = static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - bounds.begin());
    each_.at(place).fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(took.count(), std::memory_order_relaxed);
  }

  Counted counted() const {
    Counted out;
    for (std::size_t n = 0; n < each_.size(); ++n) out.each.at(n) = each_.at(n).load(std::memory_order_relaxed);
    out.seconds = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) * 1e-9;
    return out;
  }

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> each_{};
  std::atomic<std::int64_t> nanoseconds_{0};
};

}  // namespace gb
