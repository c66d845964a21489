#include "bridge/net/stream.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "tests/support/certificate.hpp"
#include "tests/support/until.hpp"

namespace gb::net {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using gb::test::Certificate;
using gb::test::until;
using namespace std::chrono_literals;

/// Accepts one connection after the other, with TLS if it has a certificate, and sends a line.
struct Server {
  explicit Server(asio::io_context& loop) : acceptor(loop, {asio::ip::address_v4::loopback(), 0}) { accept(); }

  Server(asio::io_context& loop, const Certificate& certificate, const std::string& client_ca = "") : Server(loop) {
    context.emplace(ssl::context::tls_server);
    context->use_certificate_chain_file(certificate.certificate_file());
    context->use_private_key_file(certificate.key_file(), ssl::context::pem);
    if (client_ca.empty()) return;
    context->load_verify_file(client_ca);
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  }

  void accept() {
    acceptor.async_accept([this](auto fault, tcp::socket socket) {
      if (fault) return;
      if (context) {
        auto stream = std::make_shared<ssl::stream<tcp::socket>>(std::move(socket), *context);
        tls.push_back(stream);
        stream->async_handshake(ssl::stream_base::server, [this, stream](auto failed) {
          const char* name = SSL_get_servername(stream->native_handle(), TLSEXT_NAMETYPE_host_name);
          server_name = name == nullptr ? "" : name;
          if (!failed) asio::write(*stream, asio::buffer(greeting));
        });
      } else {
        plain.push_back(std::move(socket));
        asio::write(plain.back(), asio::buffer(greeting));
      }
      accept();
    });
  }

  std::uint16_t port() const { return acceptor.local_endpoint().port(); }

  tcp::acceptor acceptor;
  std::optional<ssl::context> context;
  std::vector<std::shared_ptr<ssl::stream<tcp::socket>>> tls;
  std::vector<tcp::socket> plain;
  std::string greeting = "hello";
  std::string server_name = "none";
};

struct StreamTest : testing::Test {
  /// Connects and reads the greeting; what was read, or what went wrong.
  std::string greet(StreamTarget target) {
    std::optional<std::string> answer;
    const auto task = [](asio::io_context& on, StreamTarget to, std::unique_ptr<Stream>& out,
                         std::optional<std::string>& told) -> asio::awaitable<void> {
      auto connected = co_await connect(on.get_executor(), std::move(to));
      if (!connected) {
        told = connected.error().told;
        co_return;
      }
      out = std::move(*connected);
      std::array<char, 100> buffer{};
      const auto size = co_await out->read_some(buffer);
      told = size ? std::string(buffer.data(), *size) : size.error().told;
    };
    asio::co_spawn(loop, task(loop, std::move(target), stream, answer), asio::detached);
    EXPECT_TRUE(until(
        loop, [&] { return answer.has_value(); }, 10s));
    return answer.value_or("nothing");
  }

  StreamTarget target(const Server& server, const std::string& host = "127.0.0.1") const {
    StreamTarget out;
    out.host = host;
    out.port = server.port();
    out.timeout = 2s;
    return out;
  }

  StreamTarget tls_target(const Server& server, const std::string& host = "localhost") const {
    StreamTarget out = target(server, host);
    out.tls = true;
    out.ca_file = certificate.certificate_file();
    return out;
  }

  bool ends_with_words(const std::string& text, const std::string& words) const {
    return text.find(words) != std::string::npos;
  }

  asio::io_context loop;
  Certificate certificate{"DNS:localhost,IP:127.0.0.1"};
  std::unique_ptr<Stream> stream;
};

TEST_F(StreamTest, PlainByAddressAndByName) {
  Server server(loop);
  EXPECT_EQ(greet(target(server)), "hello");
  EXPECT_EQ(greet(target(server, "localhost")), "hello");  // Also where localhost is ::1 first.
}

TEST_F(StreamTest, NobodyThere) {
  Server server(loop);
  StreamTarget nowhere = target(server);
  server.acceptor.close();
  EXPECT_TRUE(ends_with_words(greet(nowhere), "cannot connect to 127.0.0.1"));
  nowhere.host = "no-such-host.invalid";
  EXPECT_TRUE(ends_with_words(greet(nowhere), "no-such-host.invalid cannot be resolved"));
}

TEST_F(StreamTest, TheCertificateIsVerified) {
  Server server(loop, certificate);
  EXPECT_EQ(greet(tls_target(server)), "hello");
  EXPECT_EQ(server.server_name, "localhost");
  EXPECT_EQ(greet(tls_target(server, "127.0.0.1")), "hello");
  EXPECT_EQ(server.server_name, "");  // Addresses are no server names.
  StreamTarget unknown = tls_target(server);
  unknown.ca_file.clear();
  EXPECT_TRUE(greet(unknown).starts_with("TLS with localhost: certificate verify failed"));
}

TEST_F(StreamTest, TheHostNameIsVerified) {
  const Certificate other("DNS:other.example");
  Server server(loop, other);
  StreamTarget wrong = tls_target(server);
  wrong.ca_file = other.certificate_file();
  EXPECT_TRUE(greet(wrong).starts_with("TLS with localhost: certificate verify failed"));
}

TEST_F(StreamTest, APinReplacesAllOtherChecks) {
  const Certificate other("DNS:other.example");
  Server server(loop, other);
  StreamTarget pinned = tls_target(server);
  pinned.ca_file.clear();
  pinned.fingerprints = {std::string(64, '0'), other.fingerprint()};
  EXPECT_EQ(greet(pinned), "hello");
  pinned.fingerprints = {certificate.fingerprint()};
  EXPECT_EQ(greet(pinned), "TLS with localhost: the certificate fits none of the fingerprints");
}

TEST_F(StreamTest, AClientCertificateIsShown) {
  const Certificate own("DNS:client");
  Server server(loop, certificate, own.certificate_file());
  StreamTarget with = tls_target(server);
  with.certificate = own.certificate_file();
  with.key = own.key_file();
  EXPECT_EQ(greet(with), "hello");
  EXPECT_NE(greet(tls_target(server)), "hello");
  with.certificate = "/does/not/exist";
  EXPECT_TRUE(greet(with).starts_with("TLS cannot be set up"));
}

TEST_F(StreamTest, AServerThatDoesNotShakeHandsIsGivenUp) {
  Server server(loop);
  server.greeting = "";
  StreamTarget silent = tls_target(server);
  silent.timeout = 100ms;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(greet(silent), "TLS with localhost: timed out");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_F(StreamTest, AHalfClosedConnectionIsOver) {  // F158
  Server server(loop);
  server.greeting = "";
  asio::steady_timer timer(loop, 50ms);
  timer.async_wait([&](auto) { server.plain.at(0).shutdown(tcp::socket::shutdown_send); });
  EXPECT_EQ(greet(target(server)), "the server closed the connection");
}

TEST_F(StreamTest, AWriteThatNobodyReadsIsGivenUp) {
  Server server(loop);
  StreamTarget to = target(server);
  to.timeout = 100ms;
  ASSERT_EQ(greet(to), "hello");
  std::optional<std::string> told;
  const std::string much(std::size_t{64} << 20, 'x');
  const auto task = [](Stream& on, const std::string& bytes, std::optional<std::string>& out) -> asio::awaitable<void> {
    const auto written = co_await on.write(bytes);
    out = written ? "written" : written.error().told;
  };
  asio::co_spawn(loop, task(*stream, much, told), asio::detached);
  ASSERT_TRUE(until(loop, [&] { return told.has_value(); }));
  EXPECT_EQ(*told, "cannot write: timed out");
}

TEST_F(StreamTest, ClosingEndsARead) {
  Server server(loop);
  server.greeting = "";
  asio::steady_timer timer(loop, 50ms);
  timer.async_wait([&](auto) { stream->close(); });
  EXPECT_NE(greet(target(server)), "nothing");
  stream->close();
}

}  // namespace
}  // namespace gb::net
