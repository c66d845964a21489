#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "bridge/base/result.hpp"
#include "bridge/gateway/engine/deadlines.hpp"
#include "bridge/gateway/engine/http.hpp"
#include "bridge/gateway/engine/socket.hpp"

namespace gb::gateway {

class HttpConnection;

/// Decides what a request gets. Must outlive all connections.
class HttpRouter {
 public:
  virtual ~HttpRouter() = default;

  /// Bytes of body that a request with this head may have. Called before anything of the body is kept.
  virtual std::size_t most_body(const HttpRequest& head) = 0;

  /// Answers with `connection.answer`, now or later, or takes the connection's socket away.
  virtual void route(const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) = 0;
};

/// One client's HTTP connection: reads requests one by one, answers them in order, keeps alive. A request that is not
/// complete in time ends it. Lives on the event loop.
class HttpConnection final : public Timed, public std::enable_shared_from_this<HttpConnection> {
 public:
  /// Bytes of a request's line and headers.
  static constexpr std::size_t most_header = std::size_t{16} << 10;

  /// Requests of one connection that are served in one go; then others have their turn.
  static constexpr std::size_t most_per_turn = 64;

  HttpConnection(boost::asio::any_io_executor loop, std::unique_ptr<Socket> socket, std::string address,
                 std::chrono::milliseconds request_timeout, HttpRouter& router, Deadlines& deadlines);
  ~HttpConnection() override;

  void start();

  /// Of the TCP connection; a proxy's, where there is one.
  const std::string& address() const { return address_; }

  /// Headers that every answer to the present request gets.
  void set_headers(std::string headers) { headers_ = std::move(headers); }

  /// Called if the client goes before it has got an answer.
  void when_gone(std::function<void()> call) { when_gone_ = std::move(call); }

  void answer(const Response& response);

  /// Gives the next piece of a body, later, on the loop; none of them empty. An error ends the connection.
  using Source = std::function<void(Done<std::string>)>;

  /// The same with a body of `response.length` bytes that comes piece by piece, as fast as the client takes it.
  void answer(const Response& response, Source body);

  /// Gives the socket away, with what has been read beyond the request; the connection is over.
  std::unique_ptr<Socket> take_socket(std::string& surplus);

  void close();

  Tick on_deadline(Tick now) override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void next_request();
  void on_read(std::span<char> bytes);
  void parse_on();
  void parse_later();
  void parse();
  bool take_head();
  void handle(const HttpRequest& request);
  void refuse(unsigned status, std::string_view reason);
  void write(std::string bytes);
  void written(bool good);
  void next_piece();
  void send_piece(result<std::string> piece);

  boost::asio::any_io_executor loop_;
  std::unique_ptr<Socket> socket_;
  std::string address_;
  std::chrono::milliseconds request_timeout_;
  HttpRouter& router_;
  Deadlines& deadlines_;
  std::optional<Parser> parser_;  ///< Of the request that is being read.
  std::string input_;             ///< Read, not yet parsed.
  std::string headers_;
  Source body_;             ///< Of the answer that is being written; null: there is no more.
  std::uint64_t left_ = 0;  ///< Bytes that it still has to give.
  std::function<void()> when_gone_;
  Tick deadline_ = Tick::max();
  bool answering_ = false;  ///< A request is with the router, or its answer is being written.
  bool parsing_ = false;    ///< What has been read is being taken apart, or will be in the next turn.
  bool keep_alive_ = false;
  bool head_only_ = false;
};

}  // namespace gb::gateway
