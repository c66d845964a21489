#include "bridge/app/house.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bridge/app/layout.hpp"
#include "bridge/app/log_settings.hpp"
#include "bridge/app/networks.hpp"
#include "bridge/app/operator_room.hpp"
#include "bridge/app/pictures.hpp"
#include "bridge/app/retention.hpp"
#include "bridge/base/log.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/gateway/gateway.hpp"
#include "bridge/net/spawn.hpp"
#include "bridge/origin/server.hpp"
#include "bridge/store/accounts.hpp"
#include "bridge/store/catalog.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/file_book.hpp"
#include "bridge/store/house_names.hpp"
#include "bridge/store/kept.hpp"
#include "bridge/store/ledger.hpp"
#include "bridge/store/visitors.hpp"
#include "config/load/loader.hpp"

namespace gb::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t pool_threads = 2;
constexpr std::chrono::seconds goodbye{3};
constexpr std::chrono::milliseconds look_again{10};

/// What the config becomes before anybody is told of it.
struct Prepared {
  Layout layout;
  OwnAvatars avatars;
};

// All that is wrong with it, in the error. Blocking.
result<config::Config> load(const std::string& path) {
  config::Loaded loaded = config::load(path);
  if (loaded.good()) return std::move(loaded.config);
  std::string problems;
  for (const config::Problem& problem : loaded.problems)
    problems += (problems.empty() ? "" : "\n") + to_string(problem);
  return Error{Fault::caller, false, std::move(problems)};
}

// On the pool: the loop never waits for a disk.
template <class Work>
asio::awaitable<std::invoke_result_t<Work>> aside(asio::thread_pool& pool, Work work) {
  auto outcome = std::make_shared<std::optional<std::invoke_result_t<Work>>>();
  auto task = [work = std::move(work), outcome]() -> asio::awaitable<void> {
    outcome->emplace(work());
    co_return;
  };
  co_await asio::co_spawn(pool, std::move(task), asio::use_awaitable);
  co_return std::move(**outcome);
}

// Blocking: reads pictures, writes names into the database.
result<Prepared> prepare(const config::Config& config, core::Ledger& ledger, files::FileStore& files) {
  // Before anything is written: a mistake changes nothing.
  if (auto pictures = check_pictures(config); !pictures) return pictures.error();
  if (config.origin.exists())
    if (auto server = origin::parse_server(config.origin.url, config.origin.tls_ca_file); !server)
      return Error{server.error().fault, false, "[origin] url: " + server.error().told};
  auto catalog = store::SqliteCatalog::open(config.store.path);
  if (!catalog) return catalog.error();
  auto layout = lay_out(config, **catalog, ledger);
  if (!layout) return layout.error();
  if (auto shown = show_icons(config, files, layout->directory); !shown) return shown.error();
  auto avatars = keep_avatars(config, files);
  if (!avatars) return avatars.error();
  return Prepared{std::move(*layout), std::move(*avatars)};
}

// The sections that count only at a start stay as they are.
void keep_what_stays(config::Config& next, const config::Config& now) {
  next.gateway = now.gateway;
  next.admin = now.admin;
  next.store = now.store;
  next.files = now.files;
}

std::vector<std::string> in_words(const result<Changes>& outcome) {
  std::vector<std::string> lines;
  if (!outcome) {
    std::istringstream problems(outcome.error().told);
    for (std::string line; std::getline(problems, line);) lines.push_back(line);
    lines.emplace_back("nothing is reloaded; mend that and try again");
    return lines;
  }
  lines = outcome->now;
  for (const std::string& section : outcome->later)
    lines.push_back(section + " has changed, which counts from the next start on");
  if (lines.empty()) lines.emplace_back("nothing has changed");
  return lines;
}

}  // namespace

// In the order of dependence: what stands below uses what stands above, and goes first.
struct House::Parts {
  Parts(asio::io_context& io, config::Config settings, std::string file)
      : loop(io.get_executor()), config(std::move(settings)), config_file(std::move(file)) {}

  // The pool's work points at the accounts and what is kept, so it ends first, whatever the order of the members.
  ~Parts() {
    if (accounts) accounts->stop();
    if (visitors) visitors->stop();
    if (files) files->stop();
    pool.join();
  }

  result<void> open_store();
  result<void> open_files(const std::string& database);
  result<void> make_gateway();

  asio::any_io_executor loop;
  config::Config config;
  std::string config_file;
  asio::thread_pool pool{pool_threads};
  std::unique_ptr<store::RunGuard> guard;
  std::unique_ptr<store::SqliteLedger> ledger;
  std::unique_ptr<store::SqliteAccounts> accounts;
  std::unique_ptr<store::SqliteVisitors> visitors;
  std::unique_ptr<files::FileStore> files;
  core::HouseNames names;
  std::unique_ptr<store::Kept> kept;
  std::unique_ptr<OperatorRoom> operators;
  core::Directory directory;
  std::unique_ptr<Networks> networks;
  std::unique_ptr<gateway::Gateway> gateway;
  std::unique_ptr<Retention> retention;
  admin::ReloadStatus last_reload;
  bool reloading = false;
  bool reload_asked = false;  ///< Once more, also while one is under way.
  bool stopping = false;
};

result<void> House::Parts::open_store() {
  const std::string& path = config.store.path;
  // Migrating is for one process alone, so the guard comes first.
  auto taken = store::RunGuard::take(path);
  if (!taken) return taken.error();
  guard = std::move(*taken);
  if (auto prepared = store::prepare_file(path); !prepared) return prepared.error();
  auto named = store::name_house(path);
  if (!named) return named.error();
  names = std::move(*named);
  auto opened = store::SqliteLedger::open(path, loop);
  if (!opened) return opened.error();
  ledger = std::move(*opened);
  auto known = store::SqliteAccounts::open(path, loop, pool);
  if (!known) return known.error();
  accounts = std::move(*known);
  if (config.gateway.auth == config::Auth::origin) {
    auto visited = store::SqliteVisitors::open(path, loop, pool);
    if (!visited) return visited.error();
    visitors = std::move(*visited);
  }
  auto remembered = store::Kept::open(path, pool);
  if (!remembered) return remembered.error();
  kept = std::move(*remembered);
  operators = std::make_unique<OperatorRoom>(loop, *kept);
  return open_files(path);
}

result<void> House::Parts::open_files(const std::string& database) {
  auto book = store::SqliteFileBook::open(database);
  if (!book) return book.error();
  auto opened = files::FileStore::open(config.files, config.gateway.public_url, std::move(*book), loop);
  if (!opened) return opened.error();
  files = std::move(*opened);
  return {};
}

result<void> House::Parts::make_gateway() {
  std::optional<gateway::Before> before;
  if (visitors) {
    auto server = origin::parse_server(config.origin.url, config.origin.tls_ca_file);
    if (!server) return Error{server.error().fault, false, "[origin] url: " + server.error().told};
    before.emplace(gateway::Before{std::move(*server), *visitors});
  }
  gateway = std::make_unique<gateway::Gateway>(loop, config.gateway, directory, *ledger, *accounts, *files,
                                               std::move(before));
  return {};
}

result<std::unique_ptr<House>> House::build(asio::io_context& loop, const config::Config& config,
                                            const std::string& path) {
  auto parts = std::make_unique<Parts>(loop, config, path);
  if (auto opened = parts->open_store(); !opened) return opened.error();
  auto prepared = prepare(config, *parts->ledger, *parts->files);
  if (!prepared) return prepared.error();
  parts->directory.replace(std::move(prepared->layout.directory));
  Networks::Tools tools{
      *parts->ledger, *parts->files, *parts->kept, parts->names,
      [&oversight = parts->operators->oversight()](const RunningLink& link) { oversight.adopt(link); }};
  parts->networks = std::make_unique<Networks>(parts->loop, std::move(tools));
  if (auto made = parts->networks->make(config, prepared->avatars, prepared->layout.links); !made) return made.error();
  if (auto made = parts->make_gateway(); !made) return made.error();
  const auto& links = parts->networks->links();
  parts->retention =
      std::make_unique<Retention>(parts->loop, config.store.keep, *parts->ledger, parts->directory, links);
  std::unique_ptr<House> house(new House(std::move(parts)));
  house->furnish();
  return house;
}

void House::furnish() {
  const Networks& networks = *parts_->networks;
  parts_->operators->furnish({parts_->config, *parts_->gateway, networks.networks(), networks.links(), *parts_->ledger,
                              parts_->last_reload, [this] { net::spawn(parts_->loop, "reload", reload()); }});
}

House::House(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

House::~House() = default;

result<void> House::start() {
  if (auto started = parts_->operators->start(); !started) return started.error();
  if (auto started = parts_->gateway->start(); !started) return started.error();
  parts_->files->start();
  parts_->networks->start();
  parts_->retention->start();
  log::info("app", "native clients connect to {}; {} links on {} networks", parts_->config.gateway.listen,
            parts_->networks->links().size(), parts_->networks->networks().size());
  return {};
}

asio::awaitable<void> House::reload() {
  parts_->reload_asked = true;
  if (std::exchange(parts_->reloading, true)) co_return;  // The one under way begins again.
  while (std::exchange(parts_->reload_asked, false) && !parts_->stopping) {
    result<Changes> outcome = Error{Fault::house, false, "the reload failed"};
    try {
      outcome = co_await reload_once();
    } catch (const std::exception& failure) {
      outcome = Error{Fault::house, false, failure.what()};
    }
    tell(outcome);
  }
  parts_->reloading = false;
}

asio::awaitable<result<Changes>> House::reload_once() {
  log::info("app", "reloading {}", parts_->config_file);
  const auto read = [path = parts_->config_file] { return load(path); };
  auto loaded = co_await aside(parts_->pool, read);
  if (!loaded) co_return loaded.error();
  // A file that is just being written is empty for a moment, and everybody would be sent away.
  if (loaded->guilds.empty() && !parts_->config.guilds.empty())
    co_return Error{Fault::caller, false,
                    parts_->config_file + ": names no guild any more; if that is meant, restart the bridge"};
  co_return co_await change_to(std::move(*loaded));
}

void House::tell(const result<Changes>& outcome) {
  parts_->last_reload = {parts_->last_reload.number + 1, wall_now(), outcome.has_value(), in_words(outcome)};
  for (const std::string& line : parts_->last_reload.lines)
    log::write(outcome ? log::Level::info : log::Level::error, "app", "reload: " + line);
}

asio::awaitable<result<Changes>> House::change_to(config::Config next) {
  const Changes changes = changes_between(parts_->config, next);
  keep_what_stays(next, parts_->config);
  const auto look = [this, next] { return prepare(next, *parts_->ledger, *parts_->files); };
  auto prepared = co_await aside(parts_->pool, look);
  if (!prepared) co_return prepared.error();
  keep_channels(prepared->layout, parts_->directory);
  const auto changed = co_await parts_->networks->change(next, prepared->avatars, prepared->layout.links);
  if (!changed) co_return changed.error();
  parts_->directory.replace(std::move(prepared->layout.directory));
  parts_->gateway->directory_changed();
  heed(next.log);
  parts_->config = std::move(next);
  co_return changes;
}

// A reload that is under way comes to its end first, within seconds: what it begins would be left behind.
asio::awaitable<void> House::wait_for_reload() {
  asio::steady_timer timer(parts_->loop);
  for (const auto give_up = std::chrono::steady_clock::now() + 2 * goodbye;
       parts_->reloading && std::chrono::steady_clock::now() < give_up;) {
    timer.expires_after(look_again);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<void> House::stop() {
  parts_->stopping = true;
  co_await wait_for_reload();
  parts_->retention->stop();
  co_await parts_->gateway->stop(goodbye);
  co_await parts_->networks->stop();
  parts_->operators->stop();
}

}  // namespace gb::app
