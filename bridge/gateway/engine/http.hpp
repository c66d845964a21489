#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <string>
#include <string_view>

/// Small things around Beast's HTTP messages. Pure.
namespace gb::gateway {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// What goes back, before it is text.
struct Response {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::string headers;                  ///< Further lines, each ended by CR LF.
  std::string_view cache = "no-store";  ///< Cache-Control; a literal.
  std::uint64_t length = 0;             ///< Of a body that comes later, in place of `body`.
};

/// The whole response as it goes on the wire, but for a body that comes later. `head_only`: without the body, for HEAD.
/// `more_headers`: lines like Response::headers.
std::string serialize(const Response& response, bool keep_alive, bool head_only, std::string_view more_headers);

/// The 101 answer to a WebSocket request (RFC 6455, section 4.2.2).
std::string switching_protocols(std::string_view key);

/// True if the request asks for a WebSocket and is complete: GET, HTTP/1.1, Upgrade, Connection, version 13, a key of
/// 16 bytes.
bool is_websocket_request(const HttpRequest& request);

/// GET or HEAD.
bool is_reading(const HttpRequest& request);

/// A header's value as text; empty if it is not there.
std::string_view header(const HttpRequest& request, boost::beast::http::field field);
std::string_view header(const HttpRequest& request, std::string_view name);

}  // namespace gb::gateway
