#include <algorithm>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>
#include <vector>

#include "bridge/gateway/engine/socket.hpp"

namespace gb::gateway {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

class TlsSocket final : public Socket {
 public:
  TlsSocket(tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context, std::shared_ptr<void> slot)
      : state_(std::make_shared<State>(std::move(socket), std::move(context))), slot_(std::move(slot)) {}
  ~TlsSocket() override { TlsSocket::close(); }

  void start_reading(OnRead on_read) override {
    const bool already = static_cast<bool>(state_->on_read);
    state_->on_read = std::move(on_read);
    if (already) return;
    state_->stream.async_handshake(boost::asio::ssl::stream_base::server, [state = state_](const error_code& fault) {
      if (state->closed) return;
      if (fault) return state->told({});
      State::read(state);
    });
  }

  // Never done at once: TLS encrypts into buffers of its own.
  bool write(const Parts& parts, OnWritten on_written) override {
    state_->parts = parts;
    state_->on_written = std::move(on_written);
    boost::asio::async_write(state_->stream, state_->parts, [state = state_](const error_code& fault, std::size_t) {
      if (state->closed) return;
      const OnWritten call = std::exchange(state->on_written, nullptr);
      call(!fault);
    });
    return false;
  }

  void close() override {
    state_->closed = true;
    state_->on_read = nullptr;  // The callbacks own whoever owns this socket.
    state_->on_written = nullptr;
    error_code ignored;
    state_->stream.next_layer().close(ignored);
  }

 private:
  struct State {
    State(tcp::socket connected, std::shared_ptr<boost::asio::ssl::context> secrets)
        : context(std::move(secrets)), stream(std::move(connected), *context) {}

    static void read(const std::shared_ptr<State>& state) {
      state->stream.async_read_some(boost::asio::buffer(state->buffer),
                                    [state](const error_code& fault, std::size_t size) {
                                      if (state->closed) return;
                                      state->told(std::span(state->buffer).first(fault ? 0 : size));
                                      if (!fault && !state->closed) read(state);
                                    });
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
    Parts parts;
    bool closed = false;
  };

  std::shared_ptr<State> state_;
  std::shared_ptr<void> slot_;
};

}  // namespace

std::unique_ptr<Socket> make_tls_socket(tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> context,
                                        std::shared_ptr<void> slot) {
  return std::make_unique<TlsSocket>(std::move(socket), std::move(context), std::move(slot));
}

}  // namespace gb::gateway
