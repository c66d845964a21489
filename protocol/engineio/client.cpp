// The life of one session as its client sees it, decided without a socket and without a clock.
#include "protocol/engineio/client.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "protocol/text/json.hpp"

namespace gb::engineio {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::int64_t least_time = 1'000;
constexpr std::int64_t most_time = 300'000;
constexpr std::size_t longest_sid = 256;

std::optional<milliseconds> time_of(const json& open, const char* key) {
  const auto found = open.find(key);
  if (found == open.end() || !found->is_number_integer()) return std::nullopt;
  // Numbers that only fit without a sign are none that a clamp of signed ones would see as large.
  if (found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(most_time))
    return milliseconds(most_time);
  return milliseconds(std::clamp(found->get<std::int64_t>(), least_time, most_time));
}

// It goes into URLs of ours.
bool is_sid(const json& value) {
  if (!value.is_string()) return false;
  const auto& sid = value.get_ref<const std::string&>();
  return !sid.empty() && sid.size() <= longest_sid && std::ranges::all_of(sid, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.' || c == '~';
  });
}

}  // namespace

std::optional<Opened> parse_open(std::string_view data) {
  const json open = text::parse_json(data);
  if (!open.is_object() || !open.contains("sid") || !is_sid(open["sid"])) return std::nullopt;
  const auto interval = time_of(open, "pingInterval");
  const auto timeout = time_of(open, "pingTimeout");
  if (!interval || !timeout) return std::nullopt;
  Opened opened{open["sid"].get<std::string>(), *interval, *timeout, 0};
  const auto most = open.find("maxPayload");
  if (most != open.end() && most->is_number_unsigned()) opened.max_payload = most->get<std::size_t>();
  return opened;
}

Client::Client(milliseconds patience, Tick now) : open_by_(now + patience) {}

void Client::take(Packet packet, Tick now, ClientActions& actions) {
  if (over_) return;
  if (!opened_ && packet.type != PacketType::open) return end("a packet before the open packet", actions);
  switch (packet.type) {
    case PacketType::open:
      return open(packet.data, now, actions);
    case PacketType::message:
      actions.emplace_back(Deliver{packet.binary, std::move(packet.data)});
      return;
    case PacketType::ping:
      heartbeat_->ping(settings_, now);
      actions.emplace_back(Send{Packet{PacketType::pong, false, std::move(packet.data)}});
      return;
    case PacketType::close:
      return end("closed by the server", actions);
    case PacketType::noop:
      return;
    case PacketType::pong:
    case PacketType::upgrade:
      return end("a packet that servers do not send", actions);
  }
}

void Client::open(std::string_view data, Tick now, ClientActions& actions) {
  if (opened_) return end("a second open packet", actions);
  opened_ = parse_open(data);
  if (!opened_) return end("an open packet that cannot be read", actions);
  settings_.ping_interval = opened_->ping_interval;
  settings_.ping_timeout = opened_->ping_timeout;
  heartbeat_.emplace(Version::v4, Role::client, settings_, now);
}

void Client::tick(Tick now, ClientActions& actions) {
  if (over_) return;
  if (!heartbeat_) {
    if (now >= open_by_) end("no open packet came", actions);
    return;
  }
  if (heartbeat_->tick(settings_, now) == Heartbeat::Beat::dead) end("ping timeout", actions);
}

void Client::end(std::string_view reason, ClientActions& actions) {
  over_ = true;
  actions.emplace_back(Closed{std::string(reason)});
}

}  // namespace gb::engineio
