#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <utility>

#include "bridge/gateway/engine/socket.hpp"

namespace gb::gateway {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds linger{1};
constexpr std::size_t most_discards = 16;  // Reads in one go, so that nobody keeps the loop busy.

/// System calls are made directly: one per readiness, one per write. What the handlers need lives in a shared state, so
/// that a handler which comes after the end finds nobody.
class PlainSocket final : public Socket {
 public:
  PlainSocket(tcp::socket socket, std::shared_ptr<std::vector<char>> buffer, std::shared_ptr<void> slot)
      : state_(std::make_shared<State>(std::move(socket), std::move(buffer))), slot_(std::move(slot)) {}
  ~PlainSocket() override { PlainSocket::close(); }

  void start_reading(OnRead on_read) override {
    const bool already = static_cast<bool>(state_->on_read);
    state_->on_read = std::move(on_read);
    if (!already) State::wait_read(state_);
  }

  void pause_reading() override { state_->paused = true; }

  void resume_reading() override {
    state_->paused = false;
    if (!state_->awaits_read && !state_->closed) State::wait_read(state_);
  }

  bool write(const Parts& parts, std::shared_ptr<const void> owner, OnWritten on_written) override {
    State& state = *state_;
    state.parts = parts;
    if (!state.send()) return true;
    state.owner = std::move(owner);
    state.on_written = std::move(on_written);
    State::wait_write(state_);
    return false;
  }

  void close() override {
    if (state_->closed) return;
    state_->closed = true;
    state_->forget_callers();
    state_->owner.reset();  // Nothing more is sent.
    error_code ignored;
    state_->socket.shutdown(tcp::socket::shutdown_send, ignored);
    const auto timer = std::make_shared<boost::asio::steady_timer>(state_->socket.get_executor(), linger);
    timer->async_wait([state = state_, timer](const error_code&) {
      error_code nothing;
      state->socket.close(nothing);
    });
    State::discard(state_);
  }

 private:
  struct State {
    State(tcp::socket connected, std::shared_ptr<std::vector<char>> loop_buffer)
        : socket(std::move(connected)), buffer(std::move(loop_buffer)) {}

    // The callbacks own whoever owns this socket: keeping them would keep all of it for ever.
    void forget_callers() {
      on_read = nullptr;
      on_written = nullptr;
    }

    static void wait_read(const std::shared_ptr<State>& state) {
      state->awaits_read = true;
      state->socket.async_wait(tcp::socket::wait_read, [state](const error_code& fault) {
        state->awaits_read = false;
        if (!state->closed && !state->paused) state->readable(state, fault);
      });
    }

    void readable(const std::shared_ptr<State>& self, const error_code& fault) {
      const ssize_t size = fault ? 0 : ::recv(socket.native_handle(), buffer->data(), buffer->size(), MSG_DONTWAIT);
      const bool nothing = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
      if (!nothing) {
        // The callback may replace itself or close the socket, so it runs from a copy.
        const OnRead call = on_read;
        call(std::span(*buffer).first(size > 0 ? static_cast<std::size_t>(size) : 0));
        if (size <= 0) return;
      }
      if (!closed && !paused && !awaits_read) wait_read(self);
    }

    static void discard(const std::shared_ptr<State>& state) {
      for (std::size_t reads = 0; reads < most_discards; ++reads) {
        const ssize_t size =
            ::recv(state->socket.native_handle(), state->buffer->data(), state->buffer->size(), MSG_DONTWAIT);
        if (size > 0) continue;
        if (size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return;
        break;
      }
      state->socket.async_wait(tcp::socket::wait_read, [state](const error_code& fault) {
        if (!fault && state->socket.is_open()) discard(state);
      });
    }

    static void wait_write(const std::shared_ptr<State>& state) {
      state->socket.async_wait(tcp::socket::wait_write, [state](const error_code& fault) {
        if (state->closed) return;
        const bool more = !fault && state->send();
        if (more) return wait_write(state);
        state->owner.reset();
        const OnWritten call = std::exchange(state->on_written, nullptr);
        call(!fault && !state->failed);
      });
    }

    // Hands the parts to the kernel; true if some of it has to wait.
    bool send() {
      std::array<iovec, most_parts> vectors{};
      std::size_t count = 0;
      for (const auto& part : parts)
        if (part.size() > 0) vectors.at(count++) = {const_cast<void*>(part.data()), part.size()};
      if (count == 0) return false;
      msghdr message{};
      message.msg_iov = vectors.data();
      message.msg_iovlen = count;
      const ssize_t sent = ::sendmsg(socket.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
        failed = true;
        return false;
      }
      return !advance(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }

    // True if nothing is left.
    bool advance(std::size_t sent) {
      bool empty = true;
      for (auto& part : parts) {
        const std::size_t from_this = std::min(sent, part.size());
        part += from_this;
        sent -= from_this;
        empty = empty && part.size() == 0;
      }
      return empty;
    }

    tcp::socket socket;
    std::shared_ptr<std::vector<char>> buffer;
    OnRead on_read;
    OnWritten on_written;
    Parts parts;
    std::shared_ptr<const void> owner;  ///< Of the parts, while some of them have to wait.
    bool awaits_read = false;
    bool paused = false;
    bool closed = false;
    bool failed = false;  ///< The reading side will hear of it.
  };

  std::shared_ptr<State> state_;
  std::shared_ptr<void> slot_;
};

}  // namespace

std::unique_ptr<Socket> make_plain_socket(tcp::socket socket, std::shared_ptr<std::vector<char>> loop_buffer,
                                          std::shared_ptr<void> slot) {
  return std::make_unique<PlainSocket>(std::move(socket), std::move(loop_buffer), std::move(slot));
}

}  // namespace gb::gateway
