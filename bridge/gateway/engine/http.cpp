#include "bridge/gateway/engine/http.hpp"

#include <openssl/sha.h>

#include <array>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>

#include "protocol/text/base64.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view websocket_guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, section 1.3

}  // namespace

std::string serialize(const Response& response, bool keep_alive, bool head_only, std::string_view more_headers) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out += http::obsolete_reason(static_cast<http::status>(response.status));
  out += "\r\n";
  if (response.status != 204 && response.status != 304) {
    const std::uint64_t length = response.body.empty() ? response.length : response.body.size();
    out += "Content-Type: " + response.content_type + "\r\n";
    out += "Content-Length: " + std::to_string(length) + "\r\n";
  }
  out.append("Cache-Control: ").append(response.cache).append("\r\nX-Content-Type-Options: nosniff\r\n");
  out += response.headers;
  out += more_headers;
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  if (!head_only) out += response.body;
  return out;
}

std::string switching_protocols(std::string_view key) {
  std::string text(key);
  text += websocket_guid;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         text::encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "\r\n\r\n";
}

bool is_websocket_request(const HttpRequest& request) {
  if (request.method() != http::verb::get || request.version() != 11) return false;
  if (!http::token_list{request[http::field::connection]}.exists("upgrade")) return false;
  if (!http::token_list{request[http::field::upgrade]}.exists("websocket")) return false;
  if (request[http::field::sec_websocket_version] != "13") return false;
  const auto key = text::decode_base64(header(request, http::field::sec_websocket_key));
  return key && key->size() == 16;
}

bool is_reading(const HttpRequest& request) {
  return request.method() == http::verb::get || request.method() == http::verb::head;
}

std::string_view header(const HttpRequest& request, http::field field) {
  const auto value = request[field];
  return {value.data(), value.size()};
}

std::string_view header(const HttpRequest& request, std::string_view name) {
  const auto value = request[boost::beast::string_view(name.data(), name.size())];
  return {value.data(), value.size()};
}

}  // namespace gb::gateway
