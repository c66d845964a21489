#include "bridge/gateway/proxy/origin_files.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <utility>

#include "bridge/gateway/engine/addresses.hpp"
#include "bridge/net/spawn.hpp"
#include "bridge/origin/file_stream.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;
using boost::asio::awaitable;

constexpr std::size_t most_streams = 64;
constexpr std::size_t most_without_length = std::size_t{8} << 20;
constexpr std::string_view prefix = "/files/";

// Headers of a request that the origin has to know.
constexpr std::array asked = {"range", "if-range", "if-none-match", "if-modified-since"};
// Headers of its answer that the client has to know.
constexpr std::array told = {"etag", "last-modified", "accept-ranges", "content-range"};
constexpr std::size_t most_streams_of_one = 16;

/// One of the streams under way. Shares the counts, since it may outlive the gateway.
class Turn {
 public:
  Turn(std::shared_ptr<Streams> streams, std::string address)
      : streams_(std::move(streams)), address_(std::move(address)) {
    ++streams_->all;
    ++streams_->by_address[address_];
  }
  ~Turn() {
    --streams_->all;
    if (--streams_->by_address[address_] == 0) streams_->by_address.erase(address_);
  }

  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::shared_ptr<Streams> streams_;
  std::string address_;
};

void refuse(HttpConnection& connection, unsigned status, std::string_view why, std::string headers = {}) {
  connection.answer({status, "text/plain; charset=utf-8", std::string(why) + "\n", std::move(headers)});
}

bool is_plain(std::string_view value) {
  return std::ranges::none_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Response response_of(const origin::FileHead& head) {
  Response response;
  response.status = head.status;
  const std::string type = head.header("content-type");
  // Pictures that cannot carry a program; whatever else it is comes as bytes.
  const bool picture = type == "image/png" || type == "image/jpeg" || type == "image/gif" || type == "image/webp";
  response.content_type = picture ? type : "application/octet-stream";
  response.headers =
      "Content-Security-Policy: default-src 'none'; sandbox\r\n"
      "Cross-Origin-Resource-Policy: cross-origin\r\n";
  for (const char* name : told)
    if (const std::string value = head.header(name); !value.empty() && is_plain(value))
      response.headers += std::string(name) + ": " + value + "\r\n";
  return response;
}

HttpConnection::Source source_of(boost::asio::any_io_executor loop, std::shared_ptr<origin::FileStream> file,
                                 std::shared_ptr<Turn> turn) {
  return [loop = std::move(loop), file = std::move(file), turn = std::move(turn)](Done<std::string> done) {
    auto next = [](std::shared_ptr<origin::FileStream> from, Done<std::string> tell) -> awaitable<void> {
      tell(co_await from->next());
    };
    net::spawn(loop, "gateway", next(file, std::move(done)));
  };
}

// Of what the server does not say how long it is.
awaitable<void> answer_whole(std::shared_ptr<HttpConnection> connection, std::shared_ptr<origin::FileStream> file) {
  Response response = response_of(file->head());
  for (;;) {
    auto piece = co_await file->next();
    if (!piece || response.body.size() + piece->size() > most_without_length)
      co_return refuse(*connection, 502, "the origin's answer is cut off, or too large");
    if (piece->empty()) break;
    response.body += *piece;
  }
  connection->answer(response);
}

awaitable<void> pass_on(std::shared_ptr<Turn> turn, boost::asio::any_io_executor loop, origin::Server server,
                        std::shared_ptr<HttpConnection> connection, std::string method, std::string target,
                        origin::Headers headers) {
  const bool head_only = method == "HEAD";
  const auto file = co_await origin::FileStream::open(loop, std::move(server), std::move(method), std::move(target),
                                                      std::move(headers));
  if (!file) co_return refuse(*connection, 502, "the origin server cannot be reached", "Retry-After: 5\r\n");
  const origin::FileHead& head = (*file)->head();
  if (head.status == 404 || head.status == 400 || head.status == 416 || head.status == 304) {
    Response response = response_of(head);
    if (head.status != 304) response.body = "the origin server has no such file, or no such part of it\n";
    co_return connection->answer(response);
  }
  // Anything else (a redirect, a page) is no file.
  if (head.status != 200 && head.status != 206) co_return refuse(*connection, 502, "the origin server gives no file");
  if (!head.length && !head_only) co_return co_await answer_whole(std::move(connection), *file);
  Response response = response_of(head);
  response.length = head.length.value_or(0);
  const std::string cache = head.header("cache-control");
  if (!cache.empty() && is_plain(cache)) response.cache = cache;
  connection->answer(response, source_of(loop, *file, turn));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Escapes stand for letters only, in well-formed UTF-8 at least as far as overlong forms go.
bool is_escaped_well(std::string_view name) {
  constexpr std::string_view forbidden = "./\\%?#\x7f";
  for (std::size_t at = name.find('%'); at != std::string_view::npos; at = name.find('%', at + 1)) {
    if (at + 2 >= name.size() || hex_value(name[at + 1]) < 0 || hex_value(name[at + 2]) < 0) return false;
    const auto byte = static_cast<unsigned char>(hex_value(name[at + 1]) * 16 + hex_value(name[at + 2]));
    if (byte < 0x20 || byte == 0xc0 || byte == 0xc1) return false;
    if (byte < 0x80 && forbidden.find(static_cast<char>(byte)) != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

// A name that nobody between us and the file could take for anything else: no separators, dots in front, controls or
// escapes of escapes, in whatever disguise.
bool is_file_target(std::string_view target) {
  constexpr std::size_t longest_id = 16;
  const bool ascii = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; });
  const std::string_view path = target.substr(0, target.find('?'));
  if (!ascii || !path.starts_with(prefix)) return false;
  const std::string_view rest = path.substr(prefix.size());
  const std::size_t slash = rest.find('/');
  if (slash == 0 || slash > longest_id) return false;
  const std::string_view name = rest.substr(slash + 1);
  const bool number = rest.substr(0, slash).find_first_not_of("0123456789") == std::string_view::npos;
  return number && !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
         is_escaped_well(name);
}

void answer_from_origin(Proxy& proxy, const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) {
  const std::string address = client_address(
      connection->address(), header(request, std::string_view("X-Forwarded-For")), proxy.trusted_proxies);
  const auto own = proxy.streams->by_address.find(address);
  if (proxy.streams->all >= most_streams ||
      (own != proxy.streams->by_address.end() && own->second >= most_streams_of_one))
    return refuse(*connection, 503, "too many files are being fetched: try again", "Retry-After: 2\r\n");
  origin::Headers headers;
  for (const char* name : asked)
    if (const std::string_view value = header(request, std::string_view(name)); !value.empty() && is_plain(value))
      headers.emplace_back(name, value);
  std::string method = request.method() == http::verb::head ? "HEAD" : "GET";
  net::spawn(proxy.loop, "gateway",
             pass_on(std::make_shared<Turn>(proxy.streams, address), proxy.loop, proxy.server, connection,
                     std::move(method), {request.target().data(), request.target().size()}, std::move(headers)));
}

}  // namespace gb::gateway
