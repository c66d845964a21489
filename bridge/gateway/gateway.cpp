#include "bridge/gateway/gateway.hpp"

#include <unordered_map>
#include <utility>
#include <vector>

#include "bridge/base/log.hpp"
#include "bridge/gateway/admin_door.hpp"
#include "bridge/gateway/common.hpp"
#include "bridge/gateway/engine/cors.hpp"
#include "bridge/gateway/engine/deadlines.hpp"
#include "bridge/gateway/engine/engine.hpp"
#include "bridge/gateway/file_answer.hpp"
#include "bridge/gateway/file_target.hpp"
#include "bridge/gateway/session.hpp"
#include "bridge/gateway/web/assets.hpp"
#include "bridge/gateway/web/login_answer.hpp"
#include "bridge/gateway/web/login_request.hpp"
#include "bridge/gateway/web/page_answer.hpp"
#include "bridge/net/listen_address.hpp"

namespace gb::gateway {
namespace {

EngineSettings settings_of(const config::Gateway& config, const net::ListenAddress& listen) {
  EngineSettings settings;
  settings.address = listen.address;
  settings.port = listen.port;
  settings.engineio.ping_interval = config.ping_interval;
  settings.engineio.ping_timeout = config.ping_timeout;
  settings.engineio.upgrade_timeout = config.upgrade_timeout;
  settings.engineio.max_payload = config.max_payload;
  settings.engineio.max_waiting = config.max_unread;
  settings.request_timeout = config.request_timeout;
  settings.allowed_origins = config.allowed_origins;
  // Behind a proxy that writes another Host our own page still is ours.
  if (config.web) settings.allowed_origins.emplace_back(origin_of(config.public_url));
  settings.trusted_proxies = config.trusted_proxies;
  settings.max_connections = config.max_connections;
  settings.max_connections_per_address = config.max_connections_per_address;
  settings.tls_certificate = config.tls.certificate;
  settings.tls_key = config.tls.key;
  return settings;
}

bool answer_http(Common& common, AdminPages* pages, const std::shared_ptr<HttpConnection>& connection,
                 const HttpRequest& request) {
  if (pages != nullptr && answer_admin(common, *pages, connection, request)) return true;
  const std::string_view target(request.target().data(), request.target().size());
  const std::string_view path = target.substr(0, target.find('?'));
  if (common.config.web && path == login_path) {
    answer_login(common, connection, request);
    return true;
  }
  if (!is_reading(request)) return false;
  if (target.starts_with(files_path)) {
    answer_file(common, connection, request);
    return true;
  }
  if (path == "/healthz") {
    connection->answer({200, "text/plain; charset=utf-8", "ok\n", {}});
    return true;
  }
  const auto page = common.config.web
                        ? page_answer(path, header(request, boost::beast::http::field::if_none_match), assets())
                        : std::nullopt;
  if (page) connection->answer(*page);
  return page.has_value();
}

}  // namespace

/// Gives each engine session the session of a native above it.
struct Gateway::Parts final : EngineHandler {
  Parts(boost::asio::any_io_executor executor, config::Gateway config, core::Directory& directory, core::Ledger& ledger,
        core::Accounts& accounts, files::FileStore& files, std::optional<Before> before)
      : loop(std::move(executor)),
        common(loop, std::move(config), directory, ledger, accounts, files, std::move(before)),
        logins_due(loop) {}

  void on_open(EngineSession& below) override {
    const auto session = std::make_shared<Session>(below, common);
    sessions.emplace(below.id(), session);
    logins_due.schedule(session, std::chrono::steady_clock::now() + common.config.connect_timeout);
    session->start();
  }

  void on_text(EngineSession& below, std::string_view message) override {
    if (const auto session = find(below)) session->text(message);
  }

  void on_binary(EngineSession& below, std::string_view message) override {
    if (const auto session = find(below)) session->binary(message);
  }

  void on_writable(EngineSession& below) override {
    if (const auto session = find(below)) session->writable();
  }

  void on_close(EngineSession& below, std::string_view reason) override {
    const auto session = find(below);
    if (!session) return;
    log::debug("gateway", "connection {} from {} ended: {}", below.id().value, below.peer().address, reason);
    sessions.erase(below.id());
    session->gone();
  }

  // Closing a session ends in `on_close`, which takes it out of the table.
  void check_all(void (Session::*check)()) {
    std::vector<std::shared_ptr<Session>> all;
    all.reserve(sessions.size());
    for (const auto& [id, session] : sessions) all.push_back(session);
    for (const auto& session : all) (*session.*check)();
  }

  std::shared_ptr<Session> find(const EngineSession& below) const {
    const auto found = sessions.find(below.id());
    return found == sessions.end() ? nullptr : found->second;
  }

  boost::asio::any_io_executor loop;
  Common common;
  Deadlines logins_due;
  std::unordered_map<SessionId, std::shared_ptr<Session>> sessions;
  std::unique_ptr<Engine> engine;
  AdminPages* pages = nullptr;
};

Gateway::Gateway(boost::asio::any_io_executor loop, config::Gateway config, core::Directory& directory,
                 core::Ledger& ledger, core::Accounts& accounts, files::FileStore& files, std::optional<Before> before)
    : parts_(std::make_unique<Parts>(std::move(loop), std::move(config), directory, ledger, accounts, files,
                                     std::move(before))) {}

Gateway::~Gateway() = default;

result<void> Gateway::start() {
  const auto listen = net::parse_listen(parts_->common.config.listen);
  if (!listen) return listen.error();
  parts_->engine = make_engine(parts_->loop, settings_of(parts_->common.config, *listen), *parts_,
                               [&parts = *parts_](const auto& connection, const HttpRequest& request) {
                                 return answer_http(parts.common, parts.pages, connection, request);
                               });
  parts_->common.accounts.watch([this] { parts_->check_all(&Session::check_account); });
  return parts_->engine->start();
}

boost::asio::awaitable<void> Gateway::stop(std::chrono::milliseconds limit) {
  parts_->logins_due.stop();
  parts_->common.accounts.forget();
  if (parts_->common.proxy) parts_->common.proxy->http.close();
  if (parts_->engine) co_await parts_->engine->stop(limit);
}

void Gateway::directory_changed() {
  parts_->check_all(&Session::check_active);
}

std::uint16_t Gateway::port() const {
  return parts_->engine ? parts_->engine->port() : std::uint16_t{0};
}

void Gateway::serve(AdminPages& pages) {
  parts_->pages = &pages;
}

void Gateway::tell(core::Witness& witness) {
  parts_->common.feeds.tell(witness);
}

GatewayStatus Gateway::status() const {
  GatewayStatus status = parts_->common.counters;
  status.connections = parts_->sessions.size();
  return status;
}

}  // namespace gb::gateway
