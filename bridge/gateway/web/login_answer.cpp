#include "bridge/gateway/web/login_answer.hpp"

#include <string>
#include <utility>
#include <variant>

#include "bridge/gateway/engine/addresses.hpp"
#include "bridge/gateway/engine/cors.hpp"
#include "bridge/gateway/web/login_request.hpp"
#include "protocol/guild/token.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;

bool may_ask(const HttpRequest& request, const config::Gateway& config) {
  const std::string_view origin = header(request, http::field::origin);
  return is_origin_allowed(origin, config.allowed_origins) ||
         is_same_origin(origin, header(request, http::field::host)) || origin == origin_of(config.public_url);
}

// Whose fault it is and whether to try again say what HTTP wants to hear.
unsigned status_of(const Error& error) {
  if (error.fault == Fault::house) return 503;
  return error.retry ? 429 : 401;
}

Response refused(const Error& error) {
  return login_refused(status_of(error), error.told);
}

Response for_origin(const Logins& logins, LoginRequest login, std::string_view address) {
  if (const auto error = logins.refusal_for(address)) return refused(*error);
  const auto id = id_of(login.user);
  if (!id) return login_refused(400, "Here people sign in with their id, which is a number, not with their handle");
  return login_granted(*id, guild::write_token({*id, std::move(login.password)}));
}

}  // namespace

void answer_login(Common& common, const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) {
  if (!may_ask(request, common.config)) return connection->answer(login_refused(403, "This origin is not allowed"));
  auto read = read_login(request);
  if (const auto* wrong = std::get_if<Response>(&read)) return connection->answer(*wrong);
  auto& login = std::get<LoginRequest>(read);
  const std::string address =
      client_address(connection->address(), header(request, "X-Forwarded-For"), common.config.trusted_proxies);
  if (common.proxy) return connection->answer(for_origin(common.logins, std::move(login), address));
  std::string password = login.password;
  common.logins.attempt_named(std::move(login.user), std::move(login.password), address,
                              [connection, password = std::move(password)](const result<core::Account>& outcome) {
                                if (!outcome) return connection->answer(refused(outcome.error()));
                                const std::int64_t id = outcome->user->id.value;
                                connection->answer(login_granted(id, guild::write_token({id, password})));
                              });
}

}  // namespace gb::gateway
