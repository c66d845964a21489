#include "bridge/gateway/engine/http_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "bridge/net/transfer_coding.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t most_input_beside = std::size_t{64} << 10;  // Pipelined requests while one is being answered.

}  // namespace

HttpConnection::HttpConnection(boost::asio::any_io_executor loop, std::unique_ptr<Socket> socket, std::string address,
                               std::chrono::milliseconds request_timeout, HttpRouter& router, Deadlines& deadlines)
    : loop_(std::move(loop)),
      socket_(std::move(socket)),
      address_(std::move(address)),
      request_timeout_(request_timeout),
      router_(router),
      deadlines_(deadlines) {}

HttpConnection::~HttpConnection() = default;

void HttpConnection::start() {
  next_request();
  socket_->start_reading([self = shared_from_this()](std::span<char> bytes) { self->on_read(bytes); });
}

void HttpConnection::next_request() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(most_header));
  parser_->body_limit(boost::none);  // Set when the head is known.
  deadline_ = std::chrono::steady_clock::now() + request_timeout_;
  deadlines_.schedule(shared_from_this(), deadline_);
}

void HttpConnection::on_read(std::span<char> bytes) {
  if (bytes.empty()) return close();
  input_.append(bytes.data(), bytes.size());
  if (!answering_) return parse_on();
  if (input_.size() > most_input_beside) close();
}

void HttpConnection::parse() {
  boost::system::error_code fault;
  while (!input_.empty() && !parser_->is_done()) {
    const bool had_head = parser_->is_header_done();
    const std::size_t used = parser_->put(boost::asio::buffer(input_), fault);
    input_.erase(0, used);
    if (fault == http::error::need_more) {
      fault = {};
      if (!parser_->is_header_done() && input_.size() > most_header) fault = http::error::header_limit;
      break;
    }
    if (fault) break;
    if (!had_head && parser_->is_header_done() && !take_head()) return;
  }
  if (fault == http::error::body_limit) return refuse(413, "payload too large");
  if (fault == http::error::header_limit) return refuse(431, "the request's headers are too large");
  if (fault) return refuse(400, "not an HTTP request");
  if (!parser_->is_done()) return;
  handle(parser_->release());
}

// False: the request is answered already.
bool HttpConnection::take_head() {
  const HttpRequest& head = parser_->get();
  const std::size_t most = router_.most_body(head);
  const auto length = parser_->content_length();
  if (net::is_coding_known(head) && (!length || *length <= most)) {
    parser_->body_limit(most);
    parser_->eager(true);
    return true;
  }
  if (length)
    refuse(413, "payload too large");
  else
    refuse(501, "only chunked is understood as a transfer coding");
  return false;
}

void HttpConnection::handle(const HttpRequest& request) {
  parser_.reset();
  answering_ = true;
  headers_.clear();
  deadline_ = Tick::max();
  keep_alive_ = request.keep_alive();
  head_only_ = request.method() == http::verb::head;
  router_.route(shared_from_this(), request);
}

void HttpConnection::refuse(unsigned status, std::string_view reason) {
  answering_ = true;
  keep_alive_ = false;
  input_.clear();
  answer({status, "text/plain; charset=utf-8", std::string(reason) + "\n", {}});
}

void HttpConnection::answer(const Response& response) {
  if (!socket_) return;
  when_gone_ = nullptr;
  write(serialize(response, keep_alive_, head_only_, headers_));
}

void HttpConnection::answer(const Response& response, Source body) {
  left_ = head_only_ ? 0 : response.length;
  if (left_ > 0) body_ = std::move(body);
  answer(response);
}

void HttpConnection::write(std::string bytes) {
  // Whoever is sent something has some time to take it.
  deadline_ = std::chrono::steady_clock::now() + request_timeout_;
  deadlines_.schedule(shared_from_this(), deadline_);
  const auto output = std::make_shared<const std::string>(std::move(bytes));
  const Socket::Parts parts{boost::asio::buffer(*output)};
  if (socket_->write(parts, output, [self = shared_from_this()](bool good) { self->written(good); })) written(true);
}

void HttpConnection::written(bool good) {
  if (good && body_) return next_piece();
  if (!good || !keep_alive_) return close();
  answering_ = false;
  next_request();
  parse_on();
}

// Requests that came together are answered one after another, not each within the answer to the one before: the stack
// would grow with them, and a POST that is answered before its messages are delivered would be overtaken by the next.
void HttpConnection::parse_on() {
  if (std::exchange(parsing_, true)) return;
  for (std::size_t served = 0; socket_ && !answering_ && !input_.empty(); ++served) {
    if (served == most_per_turn) return parse_later();
    const std::size_t before = input_.size();
    parse();
    if (input_.size() == before) break;
  }
  parsing_ = false;
}

void HttpConnection::parse_later() {
  socket_->pause_reading();  // What waits is bounded by one reading.
  boost::asio::post(loop_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || !self->socket_) return;
    self->parsing_ = false;
    self->parse_on();
    if (self->socket_ && !self->parsing_) self->socket_->resume_reading();
  });
}

void HttpConnection::next_piece() {
  body_([weak = weak_from_this()](result<std::string> piece) {
    if (const auto self = weak.lock()) self->send_piece(std::move(piece));
  });
}

void HttpConnection::send_piece(result<std::string> piece) {
  if (!socket_ || !body_) return;
  if (!piece || piece->empty() || piece->size() > left_) return close();
  left_ -= piece->size();
  if (left_ == 0) body_ = nullptr;
  write(std::move(*piece));
}

std::unique_ptr<Socket> HttpConnection::take_socket(std::string& surplus) {
  surplus = std::exchange(input_, {});
  socket_->resume_reading();
  deadline_ = Tick::max();
  return std::move(socket_);
}

void HttpConnection::close() {
  if (!socket_) return;
  const auto self = shared_from_this();
  socket_->close();
  socket_.reset();
  deadline_ = Tick::max();
  body_ = nullptr;
  if (const auto call = std::exchange(when_gone_, nullptr)) call();
}

Tick HttpConnection::on_deadline(Tick now) {
  if (now < deadline_) return deadline_;
  close();
  return Tick::max();
}

}  // namespace gb::gateway
