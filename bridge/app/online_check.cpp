#include "bridge/app/online_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <iostream>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/irc/probe.hpp"
#include "adapters/matrix/probe.hpp"
#include "adapters/origin/probe.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/spawn.hpp"
#include "protocol/text/clean.hpp"

namespace gb::app {
namespace {

using delivery::wrong;
namespace asio = boost::asio;
using delivery::Finding;
using delivery::Findings;
using Probe = asio::awaitable<Findings>;

constexpr std::chrono::minutes longest{5};

/// One network's look, from its start to its findings.
struct Look {
  std::string name;
  bool over = false;
  Findings findings;
};

std::vector<config::Room> rooms_of(const config::Config& config, const std::string& network) {
  std::vector<config::Room> rooms;
  for (const config::Guild& guild : config.guilds)
    for (const config::Channel& channel : guild.channels)
      std::ranges::copy_if(channel.rooms, std::back_inserter(rooms),
                           [&](const config::Room& room) { return room.network == network; });
  return rooms;
}

asio::awaitable<void> keep(std::shared_ptr<Look> look, Probe probe) {
  look->findings = co_await std::move(probe);
  look->over = true;
}

/// All looks under way. Ends its loop when the last one is over, or time is.
class Looks {
 public:
  explicit Looks(asio::io_context& loop) : loop_(loop), limit_(loop, longest) {
    limit_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) loop_.stop();
    });
  }

  void add(std::string name, Probe probe) {
    looks_.push_back(std::make_shared<Look>(Look{name, false, {}}));
    ++left_;
    net::spawn(loop_.get_executor(), std::move(name), keep(looks_.back(), std::move(probe)), [this] {
      if (--left_ == 0) loop_.stop();
    });
  }

  Findings findings() const {
    Findings all;
    for (const auto& look : looks_) {
      std::ranges::copy(look->findings, std::back_inserter(all));
      if (!look->over)
        all.push_back(wrong(look->name, "it did not come to an end", "ask again; the log above may say more"));
    }
    return all;
  }

  bool none() const { return looks_.empty(); }

 private:
  asio::io_context& loop_;
  asio::steady_timer limit_;
  std::vector<std::shared_ptr<Look>> looks_;
  std::size_t left_ = 0;
};

const char* word_of(Finding::Verdict verdict) {
  switch (verdict) {
    case Finding::Verdict::good:
      return "ok     ";
    case Finding::Verdict::doubtful:
      return "note   ";
    case Finding::Verdict::wrong:
      break;
  }
  return "WRONG  ";
}

std::ptrdiff_t count(const Findings& findings, Finding::Verdict verdict) {
  return std::ranges::count(findings, verdict, &Finding::verdict);
}

}  // namespace

Findings look_around(const config::Config& config) {
  log::set_threshold(log::Level::error);  // What the networks' own code warns of is among the findings.
  asio::io_context loop(1);
  Looks looks(loop);
  const auto executor = loop.get_executor();
  for (const config::Irc& irc : config.irc)
    looks.add("irc." + irc.name, irc::probe(executor, irc, rooms_of(config, "irc." + irc.name)));
  for (const config::Matrix& matrix : config.matrix)
    looks.add("matrix." + matrix.name, matrix::probe(executor, matrix, rooms_of(config, "matrix." + matrix.name)));
  if (config.origin.exists()) looks.add("origin", origin::probe(executor, config.origin, rooms_of(config, "origin")));
  if (!looks.none()) loop.run();
  return looks.findings();
}

std::string to_text(const Finding& finding) {
  const std::string remedy = finding.remedy.empty() ? std::string() : fmt::format("         {}\n", finding.remedy);
  return fmt::format("{}{}: {}\n{}", word_of(finding.verdict), finding.what, text::for_terminal(finding.told), remedy);
}

bool tell(const Findings& findings) {
  for (const Finding& one : findings) std::cout << to_text(one);
  const auto faults = count(findings, Finding::Verdict::wrong);
  if (faults > 0) {
    std::cout << std::flush;
    std::cerr << fmt::format("{} of {} things are not as they should be.\n", faults, findings.size());
    return false;
  }
  std::cout << (findings.empty() ? "There is no network to look at.\n" : "All that could be looked at is fine.\n");
  return true;
}

}  // namespace gb::app
