#include "bridge/gateway/admin_door.hpp"

#include <string>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/gateway/engine/addresses.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;

constexpr const char* plain_text = "text/plain; charset=utf-8";

net::HttpIncoming incoming_of(const HttpRequest& request) {
  net::HttpIncoming out;
  out.method = request.method_string();
  out.target = request.target();
  out.host = header(request, http::field::host);
  out.authorization = header(request, http::field::authorization);
  out.accept = header(request, http::field::accept);
  out.content_type = header(request, http::field::content_type);
  out.origin = header(request, http::field::origin);
  out.body = request.body();
  return out;
}

void send(HttpConnection& connection, net::HttpReply reply) {
  Response response{reply.status, std::move(reply.content_type), std::move(reply.body), {}};
  for (const auto& [name, value] : reply.headers) {
    if (name == "X-Content-Type-Options") continue;  // Every answer has that one.
    response.headers.append(name).append(": ").append(value).append("\r\n");
  }
  connection.answer(response);
}

void refuse(HttpConnection& connection, const Error& why) {
  if (why.fault != Fault::caller) return connection.answer({503, plain_text, why.told + "\n", "Retry-After: 2\r\n"});
  if (why.retry) return connection.answer({429, plain_text, why.told + "\n", {}});
  connection.answer({401, plain_text, why.told + "\n", "WWW-Authenticate: Bearer\r\n"});
}

}  // namespace

bool answer_admin(Common& common, AdminPages& pages, const std::shared_ptr<HttpConnection>& connection,
                  const HttpRequest& request) {
  net::HttpIncoming asked = incoming_of(request);
  const AdminPages::Access access = pages.access(asked);
  if (access == AdminPages::Access::none) return false;
  if (access == AdminPages::Access::open) {
    send(*connection, pages.answer(asked));
    return true;
  }
  constexpr std::string_view scheme = "Bearer ";
  if (!asked.authorization.starts_with(scheme)) {
    refuse(*connection, {Fault::caller, false, "sign in as an admin"});
    return true;
  }
  const std::string token = asked.authorization.substr(scheme.size());
  const std::string address =
      client_address(connection->address(), header(request, "X-Forwarded-For"), common.config.trusted_proxies);
  common.logins.admit(token, address,
                      [&pages, connection, address, asked = std::move(asked)](const result<core::Account>& known) {
                        if (!known) return refuse(*connection, known.error());
                        if (!known->admin)
                          return connection->answer({403, plain_text, "this account is no admin\n", {}});
                        if (asked.method == "POST")
                          log::info("gateway", "{} ({}) asks for {}", known->user->handle, address, asked.target);
                        send(*connection, pages.answer(asked));
                      });
  return true;
}

}  // namespace gb::gateway
