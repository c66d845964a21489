#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/admin/happenings.hpp"
#include "bridge/base/distribution.hpp"
#include "bridge/base/time.hpp"

/// The state of the bridge as whoever runs it is told. Plain values, in words.
namespace gb::admin {

/// What somebody has counted since the start of the process, by name.
using Counters = std::vector<std::pair<std::string, std::uint64_t>>;

/// Messages that went one way.
struct Traffic {
  std::uint64_t all = 0;         ///< Since the start of the process.
  std::uint64_t per_minute = 0;  ///< In the last minute.
};

/// How a network or a room is.
struct Condition {
  std::string state;   ///< "down", "connecting", "joined", "failed".
  std::string reason;  ///< Empty where all is well.
  Time since;
  std::string last_error{};  ///< The last reason there was, also when all is well again.
  Time last_error_at{};
};

/// The database.
struct StoreStatus {
  std::string state = "fine";  ///< "failing": nothing can be written, new posts are refused.
  std::string reason;          ///< Empty where all is well.
  Time since;
  std::uint64_t refused = 0;  ///< Writes that failed, since the start.
  std::uint64_t waiting = 0;  ///< Now: what was heard, cannot be asked for again, and waits for the disk.
};

/// The last time that the configuration was read again.
struct ReloadStatus {
  std::uint64_t number = 0;  ///< How many there have been.
  Time when;
  bool good = true;                ///< False: nothing has changed.
  std::vector<std::string> lines;  ///< What has changed; or what is wrong.
};

/// A foreign network.
struct NetworkStatus {
  std::string name;  ///< As the config names it: "irc.libera".
  Condition condition;
  std::string pace;  ///< What we allow ourselves there: "5 lines, then 0.5 a second". Empty: no limit of ours.
  Traffic in;        ///< All its rooms together.
  Traffic out;
  Counters counters;
};

/// One channel paired with one room.
struct LinkStatus {
  std::string room;     ///< "irc.libera/#community"
  std::string network;  ///< "irc.libera"
  std::string channel;  ///< "community/general"
  std::string direction;
  Condition condition;
  bool muted = false;
  std::uint64_t people = 0;  ///< In the room.
  std::int64_t cursor = 0;   ///< The last entry the room is done with.
  std::int64_t head = 0;     ///< The newest entry of the channel, whether it is for the room or not.
  std::uint64_t lag = 0;     ///< Entries that wait for the room.
  Traffic in;                ///< Heard there.
  Traffic out;               ///< Delivered there.
  Counters counters;         ///< Delivered, refused, retried and so on.
};

struct ChannelStatus {
  std::string key;  ///< "community/general": LinkStatus::channel.
  std::string name;
};

struct GuildStatus {
  std::string key;
  std::string name;
  std::vector<ChannelStatus> channels;
};

struct Status {
  std::string version;
  Time started;
  Time now;
  StoreStatus store;
  ReloadStatus reload;
  Counters gateway;
  std::vector<GuildStatus> guilds;
  std::vector<NetworkStatus> networks;
  std::vector<LinkStatus> links;
  std::vector<Happening> recent;    ///< The last ones of any kind, newest first.
  std::vector<Happening> troubles;  ///< The last that were no deliveries, newest first.
};

/// Between whom: "native", "irc", "matrix", "origin", "bridge".
struct Latency {
  std::string_view from;
  std::string_view to;
  Distribution::Counted counted;
};

/// What machines watch beside the status.
struct Measures {
  std::uint64_t appended = 0;          ///< Entries made durable.
  Distribution::Counted commits{};     ///< Groups of the ledger.
  std::uint64_t store_waiting = 0;     ///< Requests for the ledger's writer.
  Distribution::Counted loop_delay{};  ///< How late the event loop came to a timer.
  std::uint64_t memory = 0;            ///< Resident bytes.
  double cpu_seconds = 0;
  std::vector<Latency> latencies;  ///< From when a message came to us until the other side had it.
};

/// Whoever knows the state of the whole house: the app. Called on the event loop; must not block.
class StatusSource {
 public:
  virtual ~StatusSource() = default;
  virtual Status status() = 0;
  virtual Measures measures() = 0;

  /// What is remembered of one entry, oldest first.
  virtual std::vector<Happening> story(Seq entry) = 0;
};

}  // namespace gb::admin
