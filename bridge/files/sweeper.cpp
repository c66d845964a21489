#include "bridge/files/sweeper.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>

#include "bridge/base/log.hpp"
#include "bridge/core/file_book.hpp"

namespace gb::files {
namespace {

constexpr std::chrono::seconds look_every{5};
constexpr std::chrono::hours sweep_every{1};

}  // namespace

Sweeper::Sweeper(const config::Files& settings, KeptFiles& kept, Renderings& renderings, Workers& workers)
    : settings_(settings), kept_(kept), renderings_(renderings), workers_(workers), timer_(workers.loop()) {}

void Sweeper::start() {
  kept_.clean();
  sweep_later();
}

void Sweeper::stop() {
  timer_.cancel();
}

result<std::size_t> Sweeper::sweep() {
  const Time now = wall_now();
  core::FileSweep rules{now - std::chrono::days(settings_.keep_unused_days), std::nullopt};
  if (settings_.keep_days > 0) rules.before = now - std::chrono::days(settings_.keep_days);
  std::unordered_set<std::string> erased;
  auto gone = kept_.sweep(rules, [&](const std::string& blob) { erased.insert(blob); });
  renderings_.erase(erased);
  return gone;
}

result<std::size_t> Sweeper::sweep_if_due() {
  const Tick now = std::chrono::steady_clock::now();
  if (swept_ == Tick{} || now - swept_ > sweep_every) {
    swept_ = now;
    return sweep();
  }
  std::unordered_set<std::string> erased;
  auto gone = kept_.erase_dead([&](const std::string& blob) { erased.insert(blob); });
  renderings_.erase(erased);
  return gone;
}

void Sweeper::sweep_later() {
  timer_.expires_after(look_every);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || workers_.stopping()) return;
    const auto swept = [this](const result<std::size_t>& gone) {
      if (!gone && !workers_.stopping()) log::warn("files", "files could not be swept: {}", gone.error().told);
      if (gone && *gone > 0) log::info("files", "{} files went", *gone);
      if (!workers_.stopping()) sweep_later();
    };
    workers_.run<std::size_t>(swept, [this] { return sweep_if_due(); });
  });
}

}  // namespace gb::files
