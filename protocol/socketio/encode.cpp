#include <utility>

#include "protocol/socketio/packet.hpp"
#include "protocol/text/json.hpp"

namespace gb::socketio {
namespace {

using nlohmann::json;

std::string head(PacketType type, std::string_view space) {
  std::string out(1, static_cast<char>('0' + static_cast<int>(type)));
  if (space != "/") {
    out += space;
    out += ',';
  }
  return out;
}

// Takes binary values out, in document order, without recursion.
std::vector<std::string> take_binary(json& data) {
  std::vector<std::string> attachments;
  std::vector<json*> open{&data};
  while (!open.empty()) {
    json& value = *open.back();
    open.pop_back();
    if (value.is_binary()) {
      const auto& bytes = value.get_binary();
      attachments.emplace_back(bytes.begin(), bytes.end());
      value = {{"_placeholder", true}, {"num", attachments.size() - 1}};
    } else if (value.is_structured()) {
      std::vector<json*> children;
      for (json& child : value) children.push_back(&child);
      open.insert(open.end(), children.rbegin(), children.rend());
    }
  }
  return attachments;
}

}  // namespace

std::string encode_event(std::string_view name, std::string_view argument) {
  std::string out = "2[\"";
  out.reserve(name.size() + argument.size() + 8);
  out += name;
  out += '"';
  if (!argument.empty()) {
    out += ',';
    out += argument;
  }
  out += ']';
  return out;
}

std::string encode_connect_request(std::string_view token) {
  return head(PacketType::connect, "/") + R"({"token":)" + text::quote_json(token) + "}";
}

std::string encode_ack(std::string_view space, std::uint64_t id, std::string_view arguments) {
  std::string out = head(PacketType::ack, space);
  out += std::to_string(id);
  out += arguments;
  return out;
}

std::string encode_connect(Dialect dialect, std::string_view space, std::string_view sid) {
  std::string out = head(PacketType::connect, space);
  if (dialect == Dialect::v4) {
    out += R"({"sid":")";
    out += sid;
    out += R"("})";
  } else if (space != "/") {
    out.pop_back();  // Version 4 of the protocol has no comma where no data follow.
  }
  return out;
}

std::string encode_connect_error(Dialect dialect, std::string_view space, std::string_view message) {
  const std::string quoted = text::quote_json(message);
  const std::string out = head(PacketType::connect_error, space);
  return dialect == Dialect::v4 ? out + R"({"message":)" + quoted + "}" : out + quoted;
}

Encoded encode_with_attachments(PacketType plain, std::string_view space, std::optional<std::uint64_t> id,
                                const json& data) {
  json copy = data;
  Encoded encoded;
  encoded.attachments = take_binary(copy);
  if (encoded.attachments.empty()) {
    encoded.text = head(plain, space);
  } else {
    const PacketType type = plain == PacketType::event ? PacketType::binary_event : PacketType::binary_ack;
    encoded.text = head(type, "/") + std::to_string(encoded.attachments.size()) + "-";
    if (space != "/") encoded.text += std::string(space) + ",";
  }
  if (id) encoded.text += std::to_string(*id);
  encoded.text += text::write_json(copy);
  return encoded;
}

}  // namespace gb::socketio
