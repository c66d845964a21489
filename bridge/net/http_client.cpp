#include "bridge/net/http_client.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unordered_map>

#include "bridge/net/http_transfer.hpp"

namespace gb::net {
namespace {

namespace asio = boost::asio;

using MultiHandle = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

MultiHandle make_multi() {
  start_curl();
  return {curl_multi_init(), &curl_multi_cleanup};
}

const Error closed_error{Fault::house, false, "closed"};

/// A socket of libcurl's that it wants to know about. The descriptor stays libcurl's own.
struct Watch {
  Watch(const asio::any_io_executor& loop, curl_socket_t socket) : descriptor(loop, socket) {}

  ~Watch() { let_go(); }

  /// At once, whoever else holds this: the number of the socket may belong to the next one in a moment.
  void let_go() {
    if (descriptor.is_open()) descriptor.release();
  }

  asio::posix::stream_descriptor descriptor;
  int wanted = 0;
  bool reading = false;  ///< Waits that are under way.
  bool writing = false;
};

}  // namespace

std::optional<std::string_view> HttpAnswer::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (known == name) return value;
  return std::nullopt;
}

/// libcurl's multi interface on our loop: it says which sockets and what time it waits for, and is told when they come.
class HttpClient::Multi : public std::enable_shared_from_this<Multi> {
 public:
  Multi(asio::any_io_executor loop, HttpSettings settings)
      : loop_(std::move(loop)), settings_(std::move(settings)), timer_(loop_), multi_(make_multi()) {
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, settings_.connections_per_host);
  }

  ~Multi() { close(); }

  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  /// The number of the transfer, to cancel it by; `finish` is called later, never from within.
  std::uint64_t start(HttpRequest request, HttpTransfer::Finish finish) {
    auto transfer = std::make_unique<HttpTransfer>(std::move(request), settings_, std::move(finish));
    const std::uint64_t number = ++numbers_;
    if (closed_ || transfer->handle() == nullptr) {
      transfer->failed(closed_error);
      return number;
    }
    curl_multi_add_handle(multi_.get(), transfer->handle());
    transfers_.emplace(number, std::move(transfer));
    return number;
  }

  void cancel(std::uint64_t number) {
    const auto found = transfers_.find(number);
    if (found == transfers_.end()) return;
    const auto transfer = std::move(found->second);
    transfers_.erase(found);
    curl_multi_remove_handle(multi_.get(), transfer->handle());
    transfer->failed(closed_error);
  }

  void close() {
    closed_ = true;
    while (!transfers_.empty()) cancel(transfers_.begin()->first);
    timer_.cancel();
  }

 private:
  static int on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void*) {
    static_cast<Multi*>(self)->want(socket, wanted);
    return 0;
  }

  static int on_timer(CURLM*, long milliseconds, void* self) {
    static_cast<Multi*>(self)->wake_in(milliseconds);
    return 0;
  }

  void want(curl_socket_t socket, int wanted) {
    if (wanted == CURL_POLL_REMOVE) {
      const auto found = watches_.find(socket);
      if (found == watches_.end()) return;
      found->second->let_go();
      watches_.erase(found);
      return;
    }
    std::shared_ptr<Watch>& watch = watches_[socket];
    if (!watch) watch = std::make_shared<Watch>(loop_, socket);
    watch->wanted = wanted;
    wait(socket, watch);
  }

  void wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
    using Kind = asio::posix::stream_descriptor::wait_type;
    const auto wait_for = [&](Kind kind, int bit, int event, bool Watch::*waiting) {
      if ((watch->wanted & bit) == 0 || std::exchange((*watch).*waiting, true)) return;
      watch->descriptor.async_wait(kind, [weak = weak_from_this(), socket, watch = std::weak_ptr(watch), event,
                                          waiting](const boost::system::error_code& failed) {
        const auto self = weak.lock();
        const auto known = watch.lock();
        if (!self || !known) return;
        (*known).*waiting = false;
        if (failed == asio::error::operation_aborted) return;
        self->act(socket, failed ? CURL_CSELECT_ERR : event);
        // It may have been given up, or be another socket of the same number by now.
        const auto found = self->watches_.find(socket);
        if (found != self->watches_.end() && found->second == known) self->wait(socket, known);
      });
    };
    wait_for(Kind::wait_read, CURL_POLL_IN, CURL_CSELECT_IN, &Watch::reading);
    wait_for(Kind::wait_write, CURL_POLL_OUT, CURL_CSELECT_OUT, &Watch::writing);
  }

  void wake_in(long milliseconds) {
    if (milliseconds < 0) {
      timer_.cancel();
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(milliseconds));
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, events, &running);
    collect();
  }

  void collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      const auto found =
          std::ranges::find_if(transfers_, [&](const auto& one) { return one.second->handle() == easy; });
      const auto transfer = std::move(found->second);
      transfers_.erase(found);
      curl_multi_remove_handle(multi_.get(), easy);
      transfer->ended(code);
    }
  }

  asio::any_io_executor loop_;
  HttpSettings settings_;
  asio::steady_timer timer_;
  // libcurl speaks of its sockets until it is gone, so it goes first.
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  MultiHandle multi_;
  std::unordered_map<std::uint64_t, std::unique_ptr<HttpTransfer>> transfers_;
  std::uint64_t numbers_ = 0;
  bool closed_ = false;
};

HttpClient::HttpClient(const asio::any_io_executor& loop, HttpSettings settings)
    : multi_(std::make_shared<Multi>(loop, std::move(settings))) {}

HttpClient::~HttpClient() {
  close();
}

void HttpClient::close() {
  multi_->close();
}

asio::awaitable<result<HttpAnswer>> HttpClient::send(HttpRequest request) {
  const auto multi = multi_;
  const auto loop = co_await asio::this_coro::executor;
  auto begin = [multi, loop, request = std::move(request)](auto handler) mutable {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    // Posted, so that libcurl is never entered from one of its own calls.
    auto finish = [shared, loop](result<HttpAnswer> answer) {
      asio::post(loop, [shared, answer = std::move(answer)]() mutable { std::move (*shared)(std::move(answer)); });
    };
    const std::uint64_t number = multi->start(std::move(request), std::move(finish));
    if (slot.is_connected())
      slot.assign([weak = std::weak_ptr(multi), number](asio::cancellation_type) {
        if (const auto known = weak.lock()) known->cancel(number);
      });
  };
  co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(result<HttpAnswer>)>(std::move(begin),
                                                                                                   asio::use_awaitable);
}

}  // namespace gb::net
