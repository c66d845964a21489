#include "protocol/engineio/payload.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/text/base64.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::engineio {
namespace {

constexpr char separator = '\x1e';
constexpr char binary_mark = 'b';
constexpr std::size_t most_digits = 10;

using Packets = std::vector<Packet>;

std::string encode_v4(const Packet& packet) {
  return packet.binary ? binary_mark + text::encode_base64(packet.data) : encode_text(packet.type, packet.data);
}

std::optional<Packet> decode_v4(std::string_view part) {
  if (!part.starts_with(binary_mark)) return decode_text(part);
  auto bytes = text::decode_base64(part.substr(1));
  if (!bytes) return std::nullopt;
  return Packet{PacketType::message, true, std::move(*bytes)};
}

std::optional<Packets> decode_payload_v4(std::string_view body) {
  Packets packets;
  for (;;) {
    const std::size_t end = body.find(separator);
    auto packet = decode_v4(body.substr(0, end));
    if (!packet || packets.size() == most_packets) return std::nullopt;
    packets.push_back(std::move(*packet));
    if (end == std::string_view::npos) return packets;
    body.remove_prefix(end + 1);
  }
}

std::string encode_v3_text(const Packet& packet) {
  const std::string content =
      packet.binary ? std::string("b4") + text::encode_base64(packet.data) : encode_text(packet.type, packet.data);
  return std::to_string(text::utf16_length(content)) + ":" + content;
}

// [0 text | 1 binary][length in bytes, a digit a byte][255][packet]
std::string encode_v3_octets(const Packet& packet) {
  const std::string content =
      packet.binary ? encode_binary(Version::v3, packet.data) : encode_text(packet.type, packet.data);
  std::string out(1, packet.binary ? '\1' : '\0');
  for (const char digit : std::to_string(content.size())) out += static_cast<char>(digit - '0');
  out += '\xff';
  return out + content;
}

// How many bytes hold so many UTF-16 units; nothing if the text is too short or the count ends inside a character.
std::optional<std::size_t> bytes_of_units(std::string_view text, std::size_t units) {
  std::size_t bytes = 0;
  while (units > 0) {
    if (bytes >= text.size()) return std::nullopt;
    const text::CodePoint next = text::next_code_point(text.substr(bytes));
    const std::size_t width = next.value > 0xFFFF ? 2 : 1;
    if (width > units) return std::nullopt;
    units -= width;
    bytes += next.length;
  }
  return bytes;
}

std::optional<Packet> decode_v3_text(std::string_view part) {
  if (!part.starts_with("b4")) return decode_text(part);
  auto bytes = text::decode_base64(part.substr(2));
  if (!bytes) return std::nullopt;
  return Packet{PacketType::message, true, std::move(*bytes)};
}

std::optional<Packets> decode_payload_v3(std::string_view body) {
  Packets packets;
  while (!body.empty()) {
    const std::size_t colon = body.substr(0, most_digits + 1).find(':');
    if (colon == std::string_view::npos || packets.size() == most_packets) return std::nullopt;
    std::size_t units = 0;
    const auto [end, fault] = std::from_chars(body.data(), body.data() + colon, units);
    if (fault != std::errc{} || end != body.data() + colon) return std::nullopt;
    body.remove_prefix(colon + 1);
    const auto size = bytes_of_units(body, units);
    if (!size) return std::nullopt;
    auto packet = decode_v3_text(body.substr(0, *size));
    if (!packet) return std::nullopt;
    packets.push_back(std::move(*packet));
    body.remove_prefix(*size);
  }
  return packets;
}

std::optional<Packet> decode_v3_octets(std::string_view content, bool binary) {
  if (binary) return decode_binary(Version::v3, content);
  return text::is_utf8(content) ? decode_text(content) : std::nullopt;
}

std::optional<Packets> decode_payload_v3_octets(std::string_view body) {
  Packets packets;
  while (!body.empty()) {
    const char kind = body.front();
    const std::size_t end = body.substr(0, most_digits + 2).find('\xff');
    if (kind < 0 || kind > 1 || end == std::string_view::npos || end < 2 || packets.size() == most_packets)
      return std::nullopt;
    std::size_t size = 0;
    for (const char digit : body.substr(1, end - 1)) {
      if (digit < 0 || digit > 9) return std::nullopt;
      size = size * 10 + static_cast<std::size_t>(digit);
    }
    body.remove_prefix(end + 1);
    if (size > body.size()) return std::nullopt;
    auto packet = decode_v3_octets(body.substr(0, size), kind == 1);
    if (!packet) return std::nullopt;
    packets.push_back(std::move(*packet));
    body.remove_prefix(size);
  }
  return packets;
}

}  // namespace

Payload encode_payload(Version version, const Packets& packets, bool base64) {
  const bool octets = version == Version::v3 && !base64 && std::ranges::any_of(packets, &Packet::binary);
  Payload payload{octets, {}};
  for (const Packet& packet : packets) {
    if (version == Version::v3) {
      payload.body += octets ? encode_v3_octets(packet) : encode_v3_text(packet);
      continue;
    }
    if (!payload.body.empty()) payload.body += separator;
    payload.body += encode_v4(packet);
  }
  return payload;
}

std::optional<Packets> decode_payload(Version version, std::string_view body, bool octets) {
  if (body.empty()) return std::nullopt;
  if (version == Version::v3 && octets) return decode_payload_v3_octets(body);
  if (!text::is_utf8(body)) return std::nullopt;
  return version == Version::v4 ? decode_payload_v4(body) : decode_payload_v3(body);
}

}  // namespace gb::engineio
