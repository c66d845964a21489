#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/matrix/wire/ids.hpp"
#include "bridge/base/time.hpp"
#include "bridge/net/http_client.hpp"
#include "config/model/matrix.hpp"

namespace gb::matrix {

/// What a homeserver said to a request, or that it said nothing.
struct Answer {
  int status = 0;                     ///< 0: no answer came.
  nlohmann::json body;                ///< An object; empty where the answer was none.
  std::string errcode;                ///< "M_FORBIDDEN"; empty where there is none.
  bool is_foreign = false;            ///< A refusal that is not of Matrix's own form.
  std::string told;                   ///< What is wrong, in words fit for people and logs; empty where all is well.
  std::chrono::milliseconds wait{0};  ///< What the server asks us to wait.

  bool ok() const { return status >= 200 && status < 300; }

  /// It may be different on the next try.
  bool is_passing() const;

  /// It may have been carried out all the same.
  bool is_unknown() const { return status == 0 || status >= 500; }

  /// The server asks for fewer requests.
  bool is_limited() const { return status == 429; }

  /// A string of the body; empty where it is missing or something else.
  std::string text(const char* key) const;
};

/// The client API of a homeserver (Client-Server API v1.11), as far as we use it. Each call is one request: who calls
/// decides about retries. Nothing throws; nobody is trusted. Lives on the event loop.
///
/// `as` is the user that an application service speaks for; empty: its own, or the bot.
class Api {
 public:
  Api(const boost::asio::any_io_executor& loop, const config::Matrix& settings);

  void set_token(std::string token) { token_ = std::move(token); }

  /// Ends everything under way.
  void close() { client_.close(); }

  using Call = boost::asio::awaitable<Answer>;

  /// Whether there is a homeserver at all.
  Call versions();

  // Who we are.
  Call whoami(const std::string& as);
  /// The same, and an error if the token is of another user than `user`.
  Call prove(std::string user);
  Call log_in(const std::string& user, const std::string& password);
  Call log_out();
  Call register_user(const std::string& localpart);
  Call profile(const std::string& user);
  Call set_display_name(const std::string& user, const std::string& name);
  Call set_avatar(const std::string& user, const std::string& mxc);

  // Rooms.
  Call resolve(const std::string& alias);
  /// What the homeserver tells of a room to who may not be in it (MSC3266, and version 1.15 of the specification).
  Call room_summary(std::string room, std::string via);
  Call create_room(const std::string& alias_localpart, const std::string& name);
  Call join(const std::string& room, const std::string& as, const std::vector<std::string>& via = {});
  Call invite(const std::string& room, const std::string& user);
  Call leave(const std::string& room);
  Call state(const std::string& room, const std::string& type, const std::string& key = {});
  Call joined_members(const std::string& room);

  // Events.
  Call send(const std::string& room, const std::string& transaction, const std::string& content, const std::string& as,
            Time said);
  Call redact(const std::string& room, const std::string& event, const std::string& transaction, const std::string& as);
  Call event(const std::string& room, const std::string& event);
  /// Backwards from `from` (empty: the newest), at most down to `to` (empty: without end).
  Call messages(const std::string& room, const std::string& from, const std::string& to, std::size_t limit);
  Call typing(const std::string& room, const std::string& user, bool on, std::chrono::milliseconds time);
  Call sync(const std::string& since, std::chrono::milliseconds wait);
  /// Writes a number where nobody sees it: shows whether the homeserver can write at all.
  Call probe(const std::string& bot, std::int64_t number);

  /// Asks the homeserver to call on the application service of that id, us.
  Call ping(const std::string& service);

  // Files.
  Call media_config();
  Call upload(std::string bytes, const std::string& type, const std::string& name);
  /// The bytes as they are, whatever the status; redirects are not followed. An answer of more than `most` bytes is an
  /// error. `old`: by the path of before version 1.11 of the specification.
  boost::asio::awaitable<result<net::HttpAnswer>> download(const MediaAddress& file, bool old, std::size_t most);

 private:
  using Query = std::vector<std::pair<std::string, std::string>>;

  net::HttpRequest request(std::string method, const std::string& path, const Query& query) const;
  Call ask(net::HttpRequest request);
  static Call made(Call call);
  Call get(const std::string& path, const Query& query = {});
  Call call(std::string method, const std::string& path, const Query& query, std::string body,
            std::chrono::milliseconds extra = std::chrono::milliseconds(0));

  const config::Matrix& settings_;
  net::HttpClient client_;
  std::string token_;
};

}  // namespace gb::matrix
