#include "bridge/gateway/engine/engine.hpp"

#include <fmt/core.h>
#include <openssl/rand.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/engine/addresses.hpp"
#include "bridge/gateway/engine/client.hpp"
#include "bridge/gateway/engine/cors.hpp"
#include "bridge/gateway/engine/listener.hpp"

namespace gb::gateway {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;

// 128 random bits: nobody guesses another one's session.
std::string make_sid() {
  std::array<unsigned char, 16> random{};
  // Zeros would be a name that everybody guesses.
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) throw std::runtime_error("no random numbers");
  std::string sid;
  for (const unsigned char byte : random) sid += fmt::format("{:02x}", byte);
  return sid;
}

std::string_view bearer_of(const HttpRequest& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view value = header(request, beast_http::field::authorization);
  return value.starts_with(scheme) ? value.substr(scheme.size()) : std::string_view{};
}

// Also of a preflight request, which has the query of the request that it is for.
bool is_version_3(std::string_view query) {
  return query.starts_with("EIO=3") || query.find("&EIO=3") != std::string_view::npos;
}

class EngineImpl final : public Engine, public HttpRouter, public ClientOwner {
 public:
  EngineImpl(const asio::any_io_executor& loop, EngineSettings settings, EngineHandler& handler, HttpHandler http)
      : loop_(loop),
        settings_(std::move(settings)),
        handler_(handler),
        http_(std::move(http)),
        deadlines_(loop),
        listener_(loop, settings_, *this, deadlines_) {}

  ~EngineImpl() override { deadlines_.stop(); }

  result<void> start() override { return listener_.start(); }
  std::uint16_t port() const override { return listener_.port(); }
  std::size_t sessions() const override { return clients_.size(); }
  std::size_t connections() const override { return listener_.open(); }

  asio::awaitable<void> stop(std::chrono::milliseconds limit) override {
    listener_.stop();
    for (const auto& client : everybody()) client->close("the server is stopping");
    const Tick end = std::chrono::steady_clock::now() + limit;
    asio::steady_timer timer(loop_);
    while (!clients_.empty() && std::chrono::steady_clock::now() < end) {
      timer.expires_after(std::chrono::milliseconds(20));
      co_await timer.async_wait(asio::use_awaitable);
    }
    over_.clear();
    for (const auto& client : everybody()) drop(client, "the server has stopped");
    listener_.close_connections();
  }

  // HttpRouter
  std::size_t most_body(const HttpRequest& head) override {
    const std::string_view target(head.target().data(), head.target().size());
    const std::size_t path_end = target.find('?');
    if (head.method() != beast_http::verb::post || path_end == std::string_view::npos)
      return EngineSession::most_before_login;
    const auto parsed = engineio::parse_query(target.substr(path_end + 1));
    const auto* asked = std::get_if<engineio::Request>(&parsed);
    const auto found = asked == nullptr ? clients_.end() : clients_.find(asked->sid);
    return found == clients_.end() ? EngineSession::most_before_login : found->second->most_message();
  }

  void route(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) override {
    const std::string_view target(request.target().data(), request.target().size());
    const std::string_view path = target.substr(0, target.find('?'));
    const std::string_view query = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view{};
    const std::string_view origin = header(request, beast_http::field::origin);
    const Credentials credentials = is_version_3(query) ? Credentials::wanted : Credentials::none;
    if (request.method() == beast_http::verb::options)
      return connection->answer({204, {}, {}, preflight_headers(origin, settings_.allowed_origins, credentials)});
    connection->set_headers(cors_headers(origin, settings_.allowed_origins, credentials));
    if (!path.starts_with(settings_.path)) return route_plain(connection, request);
    const auto parsed = engineio::parse_query(query);
    if (const auto* why = std::get_if<engineio::Refusal>(&parsed)) return refuse(connection, *why);
    const auto& asked = std::get<engineio::Request>(parsed);
    if (asked.sid.empty()) return open(connection, request, asked);
    const auto found = clients_.find(asked.sid);
    if (found == clients_.end()) return refuse(connection, engineio::Refusal::unknown_session);
    const std::shared_ptr<Client> client = found->second;
    if (client->version() != asked.version) return refuse(connection, engineio::Refusal::bad_request);
    if (asked.transport == engineio::Transport::websocket) return upgrade(connection, request, *client);
    if (request.method() == beast_http::verb::get) return client->poll(connection);
    if (request.method() != beast_http::verb::post) return refuse(connection, engineio::Refusal::bad_method);
    const bool octets = header(request, beast_http::field::content_type).starts_with("application/octet-stream");
    client->push(connection, request.body(), octets);
  }

  // ClientOwner
  void wants_flush(Client& client) override {
    dirty_.push_back(client.weak_from_this());
    schedule();
  }

  void is_over(Client& client) override {
    over_.push_back(client.shared_from_this());
    schedule();
  }

  EngineHandler& handler() override { return handler_; }
  Deadlines& deadlines() override { return deadlines_; }

 private:
  std::vector<std::shared_ptr<Client>> everybody() const {
    std::vector<std::shared_ptr<Client>> all;
    for (const auto& [sid, client] : clients_) all.push_back(client);
    return all;
  }

  void refuse(const std::shared_ptr<HttpConnection>& connection, engineio::Refusal why) {
    connection->answer({400, "application/json", engineio::refusal_body(why), {}});
  }

  void route_plain(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) {
    if (http_ && http_(connection, request)) return;
    if (!is_reading(request))
      return connection->answer(
          {405, "text/plain; charset=utf-8", "only GET and HEAD are answered here\n", "Allow: GET, HEAD\r\n"});
    connection->answer({404, "text/plain; charset=utf-8", "there is nothing here\n", {}});
  }

  void open(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request,
            const engineio::Request& asked) {
    if (request.method() != beast_http::verb::get) return refuse(connection, engineio::Refusal::bad_method);
    const bool websocket = asked.transport == engineio::Transport::websocket;
    if (websocket && !may_open_socket(connection, request)) return;
    Peer peer{client_address(connection->address(), header(request, "X-Forwarded-For"), settings_.trusted_proxies),
              std::string(bearer_of(request)), asked.token};
    // As with connections: not make_shared, because of the deadlines.
    const std::shared_ptr<Client> client(
        new Client(*this, SessionId{++last_id_}, make_sid(), std::move(peer), asked, settings_.engineio));
    clients_.emplace(client->sid(), client);
    if (websocket) {
      std::string surplus;
      auto socket = connection->take_socket(surplus);
      return client->adopt_socket(std::move(socket),
                                  switching_protocols(header(request, beast_http::field::sec_websocket_key)),
                                  std::move(surplus));
    }
    client->start();
    client->poll(connection);
    handler_.on_open(*client);
  }

  void upgrade(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request, Client& client) {
    if (!may_open_socket(connection, request)) return;
    if (!client.may_upgrade()) return refuse(connection, engineio::Refusal::bad_request);
    std::string surplus;
    auto socket = connection->take_socket(surplus);
    client.begin_upgrade(std::move(socket), switching_protocols(header(request, beast_http::field::sec_websocket_key)),
                         std::move(surplus));
  }

  bool may_open_socket(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) {
    if (!is_websocket_request(request)) {
      refuse(connection, engineio::Refusal::bad_request);
      return false;
    }
    const std::string_view origin = header(request, beast_http::field::origin);
    if (is_origin_allowed(origin, settings_.allowed_origins) ||
        is_same_origin(origin, header(request, beast_http::field::host)))
      return true;
    connection->answer({403, "text/plain; charset=utf-8", "this origin is not allowed\n", {}});
    return false;
  }

  void schedule() {
    if (std::exchange(scheduled_, true)) return;
    asio::post(loop_, [this, alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) end_of_turn();
    });
  }

  void end_of_turn() {
    scheduled_ = false;
    for (const auto& weak : std::exchange(dirty_, {}))
      if (const auto client = weak.lock()) client->flush();
    for (const auto& client : std::exchange(over_, {})) drop(client, client->end_reason());
  }

  void drop(const std::shared_ptr<Client>& client, std::string_view reason) {
    if (clients_.erase(client->sid()) == 0) return;
    log::debug("gateway", "session {} of {} is over: {}", client->id().value, client->peer().address, reason);
    handler_.on_close(*client, reason);
  }

  asio::any_io_executor loop_;
  EngineSettings settings_;
  EngineHandler& handler_;
  HttpHandler http_;
  Deadlines deadlines_;
  Listener listener_;
  std::unordered_map<std::string, std::shared_ptr<Client>> clients_;
  std::vector<std::weak_ptr<Client>> dirty_;
  std::vector<std::shared_ptr<Client>> over_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  std::int64_t last_id_ = 0;
  bool scheduled_ = false;
};

}  // namespace

std::unique_ptr<Engine> make_engine(const asio::any_io_executor& loop, EngineSettings settings, EngineHandler& handler,
                                    HttpHandler http) {
  return std::make_unique<EngineImpl>(loop, std::move(settings), handler, std::move(http));
}

}  // namespace gb::gateway
