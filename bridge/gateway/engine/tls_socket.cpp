#include <algorithm>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <utility>
#include <vector>

#include "bridge/gateway/engine/socket.hpp"

namespace gb::gateway {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds linger{1};

class TlsSocket final : public Socket {
 public:
  TlsSocket(tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context, std::shared_ptr<void> slot)
      : state_(std::make_shared<State>(std::move(socket), std::move(context), std::move(slot))) {}
  ~TlsSocket() override { TlsSocket::close(); }

  void start_reading(OnRead on_read) override {
    const bool already = static_cast<bool>(state_->on_read);
    state_->on_read = std::move(on_read);
    if (already) return;
    state_->stream.async_handshake(boost::asio::ssl::stream_base::server, [state = state_](const error_code& fault) {
      if (state->closed) return;
      state->lost = fault.failed();
      if (fault) return state->told({});
      state->greeted = true;
      State::read(state);
    });
  }

  void pause_reading() override { state_->paused = true; }

  void resume_reading() override {
    state_->paused = false;
    State::read(state_);
  }

  // Never done at once: TLS encrypts into buffers of its own. A step that is on its way when the socket is closed still
  // goes on to the next, so that the owner stays until the handler has run.
  bool write(const Parts& parts, std::shared_ptr<const void> owner, OnWritten on_written) override {
    state_->owner = std::move(owner);
    state_->on_written = std::move(on_written);
    boost::asio::async_write(state_->stream, parts, [state = state_](const error_code& fault, std::size_t) {
      state->owner.reset();
      if (state->closed) return state->wind_up();
      const OnWritten call = std::exchange(state->on_written, nullptr);
      call(!fault);
    });
    return false;
  }

  void close() override {
    if (state_->closed) return;
    state_->closed = true;
    state_->on_read = nullptr;  // The callbacks own whoever owns this socket.
    state_->on_written = nullptr;
    if (!state_->greeted) return state_->cut();
    state_->timer.expires_after(linger);
    state_->timer.async_wait([state = state_](const error_code&) { state->cut(); });
    State::read(state_);
    state_->wind_up();
  }

 private:
  struct State {
    State(tcp::socket connected, std::shared_ptr<boost::asio::ssl::context> secrets, std::shared_ptr<void> place)
        : context(std::move(secrets)),
          stream(std::move(connected), *context),
          timer(stream.get_executor()),
          slot(std::move(place)) {}

    // After the end too, for those who still send.
    static void read(const std::shared_ptr<State>& state) {
      if (!state->greeted || state->reading || state->lost || (state->paused && !state->closed)) return;
      state->reading = true;
      state->stream.async_read_some(boost::asio::buffer(state->buffer),
                                    [state](const error_code& fault, std::size_t size) {
                                      state->lost = fault.failed();
                                      if (!state->closed)
                                        state->told(std::span(state->buffer).first(fault ? 0 : size));
                                      else if (fault)
                                        state->wind_up();
                                      state->reading = false;  // Only now: the callback uses the buffer.
                                      read(state);
                                    });
    }

    // Once closed: nothing follows the last words. HTTP and WebSocket say themselves where they end; TLS need not.
    void wind_up() {
      if (owner) return;
      if (lost) return cut();
      error_code ignored;
      stream.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
    }

    void cut() {
      timer.cancel();
      error_code ignored;
      stream.next_layer().close(ignored);
    }

    void told(std::span<char> bytes) const {
      const OnRead call = on_read;
      call(bytes);
    }

    std::shared_ptr<boost::asio::ssl::context> context;  ///< The stream's, also after a reload.
    boost::asio::ssl::stream<tcp::socket> stream;
    std::array<char, std::size_t{16} << 10> buffer{};
    OnRead on_read;
    OnWritten on_written;
    std::shared_ptr<const void> owner;  ///< Of what is being written.
    boost::asio::steady_timer timer;    ///< Until the cut.
    std::shared_ptr<void> slot;         ///< As long as the descriptor.
    bool greeted = false;               ///< Hands were shaken.
    bool reading = false;
    bool paused = false;
    bool lost = false;  ///< Nothing more can be read.
    bool closed = false;
  };

  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<Socket> make_tls_socket(tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context,
                                        std::shared_ptr<void> slot) {
  return std::make_unique<TlsSocket>(std::move(socket), std::move(context), std::move(slot));
}

}  // namespace gb::gateway
