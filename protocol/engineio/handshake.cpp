#include "protocol/engineio/handshake.hpp"

#include <algorithm>

namespace gb::engineio {
namespace {

std::string_view words_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::unknown_transport:
      return "Transport unknown";
    case Refusal::unknown_session:
      return "Session ID unknown";
    case Refusal::bad_method:
      return "Bad handshake method";
    case Refusal::bad_request:
      return "Bad request";
    case Refusal::unsupported_version:
      return "Unsupported protocol version";
  }
  return "Bad request";
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Percent-decoding; what is no escape stays as it is.
std::string decoded(std::string_view value) {
  std::string out;
  for (std::size_t n = 0; n < value.size(); ++n) {
    if (value[n] == '%' && n + 2 < value.size() && hex_value(value[n + 1]) >= 0 && hex_value(value[n + 2]) >= 0) {
      out += static_cast<char>(hex_value(value[n + 1]) * 16 + hex_value(value[n + 2]));
      n += 2;
    } else {
      out += value[n];
    }
  }
  return out;
}

// The query's parameters that matter here; a second one of the same name makes the request ambiguous.
struct Parameters {
  std::optional<std::string> version, transport, sid, base64, token;
  bool two_versions = false;
  bool ambiguous = false;

  void set(std::optional<std::string>& slot, std::string_view value) {
    ambiguous = ambiguous || slot.has_value();
    slot = decoded(value);
  }

  void take(std::string_view name, std::string_view value) {
    if (name == "EIO") {
      two_versions = two_versions || version.has_value();
      set(version, value);
    }
    if (name == "transport") set(transport, value);
    if (name == "sid") set(sid, value);
    if (name == "b64") set(base64, value);
    if (name == "token") set(token, value);
  }
};

Parameters split(std::string_view query) {
  Parameters found;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::size_t equals = pair.find('=');
    found.take(pair.substr(0, equals), equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return found;
}

std::string plus_for_space(std::string token) {
  for (char& c : token)
    if (c == ' ') c = '+';
  return token;
}

}  // namespace

std::string refusal_body(Refusal refusal) {
  std::string body = R"({"code":)";
  body += std::to_string(static_cast<int>(refusal));
  body += R"(,"message":")";
  body += words_of(refusal);
  return body + R"("})";
}

std::variant<Request, Refusal> parse_query(std::string_view query) {
  Parameters found = split(query);
  if (!found.version || found.two_versions || (*found.version != "4" && *found.version != "3"))
    return Refusal::unsupported_version;
  if (found.ambiguous) return Refusal::bad_request;
  if (!found.transport || (*found.transport != "polling" && *found.transport != "websocket"))
    return Refusal::unknown_transport;
  Request request;
  request.version = *found.version == "4" ? Version::v4 : Version::v3;
  request.transport = *found.transport == "polling" ? Transport::polling : Transport::websocket;
  request.sid = found.sid.value_or("");
  request.base64 = found.base64.has_value() && *found.base64 != "0" && !found.base64->empty();
  request.token = plus_for_space(found.token.value_or(""));
  return request;
}

std::string open_data(std::string_view sid, bool offer_upgrade, const Settings& settings) {
  std::string out = R"({"sid":")";
  out += sid;
  out += R"(","upgrades":[)";
  if (offer_upgrade) out += R"("websocket")";
  out += R"(],"pingInterval":)" + std::to_string(settings.ping_interval.count());
  out += R"(,"pingTimeout":)" + std::to_string(settings.ping_timeout.count());
  out += R"(,"maxPayload":)" + std::to_string(settings.max_payload) + "}";
  return out;
}

}  // namespace gb::engineio
