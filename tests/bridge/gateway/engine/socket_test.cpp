#include "bridge/gateway/engine/socket.hpp"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <future>

#include "tests/support/certificate.hpp"
#include "tests/support/until.hpp"

namespace gb::gateway {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using gb::test::until;
using std::chrono::milliseconds;

constexpr std::size_t too_much = std::size_t{32} << 20;  // For the kernel's buffers.

/// The other end, for a thread of its own; it blocks.
class Peer {
 public:
  Peer(std::uint16_t port, bool tls) : stream_(loop_, context_), tls_(tls) {
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    if (tls_) stream_.handshake(ssl::stream_base::client);
  }

  void send(const std::string& bytes) {
    boost::system::error_code ignored;
    if (tls_)
      asio::write(stream_, asio::buffer(bytes), ignored);
    else
      asio::write(stream_.next_layer(), asio::buffer(bytes), ignored);
  }

  std::string read(std::size_t most) {
    boost::system::error_code ignored;
    std::string all(most, '\0');
    all.resize(tls_ ? asio::read(stream_, asio::buffer(all), ignored)
                    : asio::read(stream_.next_layer(), asio::buffer(all), ignored));
    return all;
  }

 private:
  asio::io_context loop_;
  ssl::context context_{ssl::context::tls_client};
  ssl::stream<tcp::socket> stream_;
  bool tls_;
};

/// Everything that a kind of socket must do. The parameter: over TLS?
class SocketTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto connected = std::async(
        std::launch::async, [this] { return std::make_unique<Peer>(acceptor.local_endpoint().port(), GetParam()); });
    tcp::socket accepted = acceptor.accept();
    slot = std::make_shared<int>();
    if (GetParam()) {
      const gb::test::Certificate certificate("IP:127.0.0.1");
      auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
      context->use_certificate_chain_file(certificate.certificate_file());
      context->use_private_key_file(certificate.key_file(), ssl::context::pem);
      socket = make_tls_socket(std::move(accepted), std::move(context), slot);
    } else {
      socket = make_plain_socket(std::move(accepted), std::make_shared<std::vector<char>>(1 << 16), slot);
    }
    socket->start_reading([this](std::span<char> bytes) {
      received.append(bytes.data(), bytes.size());
      if (on_bytes) on_bytes();
    });
    ASSERT_TRUE(finishes(connected));
    peer = connected.get();
  }

  template <class Result>
  bool finishes(std::future<Result>& future) {
    return until(loop, [&] { return future.wait_for(milliseconds(0)) == std::future_status::ready; });
  }

  /// Writes what nobody but the socket keeps.
  std::weak_ptr<const std::string> write(std::string bytes) {
    const auto owner = std::make_shared<const std::string>(std::move(bytes));
    if (socket->write({asio::buffer(*owner)}, owner, [this](bool good) { written = good; })) written = true;
    return owner;
  }

  asio::io_context loop;
  tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), 0}};
  std::unique_ptr<Peer> peer;
  std::shared_ptr<int> slot;
  std::unique_ptr<Socket> socket;
  std::function<void()> on_bytes;
  std::string received;
  std::optional<bool> written;
};

TEST_P(SocketTest, KeepsWhatItWritesUntilItHasLeft) {
  const auto bytes = write(std::string(too_much, 'x'));
  gb::test::run_for(loop, milliseconds(50));
  EXPECT_FALSE(written);
  EXPECT_FALSE(bytes.expired());
  auto read = std::async(std::launch::async, [this] { return peer->read(too_much); });
  ASSERT_TRUE(finishes(read));
  EXPECT_EQ(read.get(), std::string(too_much, 'x'));
  EXPECT_TRUE(until(loop, [&] { return written.has_value(); }));
  EXPECT_TRUE(bytes.expired());
}

// A deadline closes in the turn in which a step of the write has come to its end: the next one follows.
TEST_P(SocketTest, ClosedInTheMiddleOfAWriteItLetsGoOfItInTheEnd) {
  const auto bytes = write(std::string(too_much, 'x'));
  auto read = std::async(std::launch::async, [this] { return peer->read(too_much / 8); });
  for (int steps = 0; steps < 20; ++steps) loop.run_one_for(milliseconds(5));
  socket->close();
  EXPECT_EQ(bytes.expired(), !GetParam()) << "OpenSSL still reads it, the kernel does not";
  socket.reset();
  ASSERT_TRUE(finishes(read));
  EXPECT_TRUE(until(loop, [&] { return bytes.expired() && slot.use_count() == 1; }));
  EXPECT_FALSE(written) << "nobody is told any more";
}

TEST_P(SocketTest, TheLastWordsArriveThoughTheClientHasSentMoreThanWasRead) {
  on_bytes = [this] {
    socket->pause_reading();
    write("too large");
    on_bytes = nullptr;
  };
  auto read = std::async(std::launch::async, [this] {
    peer->send(std::string(std::size_t{1} << 20, 'x'));
    return peer->read(100);
  });
  ASSERT_TRUE(until(loop, [&] { return written.has_value(); }));
  gb::test::run_for(loop, milliseconds(50));  // Until the kernel's buffers are full.
  socket->close();
  socket.reset();
  ASSERT_TRUE(finishes(read));
  EXPECT_EQ(read.get(), "too large");
}

TEST_P(SocketTest, ThatTheClientReadsNothingDoesNotKeepItForLong) {
  const auto bytes = write(std::string(too_much, 'x'));
  gb::test::run_for(loop, milliseconds(50));
  socket->close();
  socket.reset();
  EXPECT_TRUE(until(loop, [&] { return bytes.expired() && slot.use_count() == 1; }));
}

TEST_P(SocketTest, PausedItReadsNoMore) {
  constexpr std::size_t size = std::size_t{1} << 20;
  on_bytes = [this] { socket->pause_reading(); };
  auto sent = std::async(std::launch::async, [this] { peer->send(std::string(size, 'x')); });
  ASSERT_TRUE(until(loop, [&] { return !received.empty(); }));
  gb::test::run_for(loop, milliseconds(30));
  EXPECT_LE(received.size(), std::size_t{1} << 16);
  on_bytes = nullptr;
  socket->resume_reading();
  EXPECT_TRUE(until(loop, [&] { return received.size() == size; }));
  sent.wait();
}

INSTANTIATE_TEST_SUITE_P(Kinds, SocketTest, testing::Bool(),
                         [](const auto& kind) { return kind.param ? "Tls" : "Plain"; });

}  // namespace
}  // namespace gb::gateway
