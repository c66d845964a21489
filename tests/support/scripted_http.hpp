#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gb::test {

/// An HTTP server that does what a test says, on loopback and on the test's own loop; connections are kept.
class ScriptedHttp {
 public:
  struct Request {
    std::string method;
    std::string target;
    std::string head;  ///< The whole of it, as it came.
    std::string body;
  };

  /// One connection.
  class Peer : public std::enable_shared_from_this<Peer> {
   public:
    Peer(ScriptedHttp& server, boost::asio::ip::tcp::socket socket) : server_(server), socket_(std::move(socket)) {}

    /// A whole answer. `head` is further header lines, each with its end.
    void answer(int status, const std::string& body, const std::string& head = {}) {
      send("HTTP/1.1 " + std::to_string(status) + " x\r\n" + head + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body);
    }

    /// Bytes as they are.
    void send(std::string bytes) {
      auto kept = std::make_shared<std::string>(std::move(bytes));
      boost::asio::async_write(socket_, boost::asio::buffer(*kept), [self = shared_from_this(), kept](auto, auto) {});
    }

    /// Once what was sent is out.
    void close() {
      boost::system::error_code ignored;
      socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
      socket_.close(ignored);
    }

    void read() {
      socket_.async_read_some(boost::asio::buffer(buffer_), [self = shared_from_this()](auto fault, std::size_t size) {
        if (fault) return;
        self->input_.append(self->buffer_.data(), size);
        while (self->take()) {
        }
        if (self->socket_.is_open()) self->read();
      });
    }

   private:
    bool take() {
      const std::size_t end = input_.find("\r\n\r\n");
      if (end == std::string::npos) return false;
      Request request;
      request.head = input_.substr(0, end + 2);
      const std::size_t length = content_length(request.head);
      if (input_.size() < end + 4 + length) return false;
      request.body = input_.substr(end + 4, length);
      input_.erase(0, end + 4 + length);
      request.method = request.head.substr(0, request.head.find(' '));
      const std::size_t begin = request.method.size() + 1;
      request.target = request.head.substr(begin, request.head.find(' ', begin) - begin);
      ++server_.requests;
      if (server_.on_request) server_.on_request(*this, request);
      return true;
    }

    static std::size_t content_length(const std::string& head) {
      constexpr std::string_view name = "\r\nContent-Length: ";
      const std::size_t at = head.find(name);
      std::size_t length = 0;
      if (at != std::string::npos) std::from_chars(&head[at + name.size()], head.data() + head.size(), length);
      return length;
    }

    ScriptedHttp& server_;
    boost::asio::ip::tcp::socket socket_;
    std::array<char, 16384> buffer_{};
    std::string input_;
  };

  explicit ScriptedHttp(boost::asio::io_context& loop) : acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
    accept();
  }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
  }

  std::function<void(Peer&, const Request&)> on_request = [](Peer& peer, const Request&) { peer.answer(200, "ok"); };
  int requests = 0;
  int connections = 0;

 private:
  void accept() {
    acceptor_.async_accept([this](auto fault, boost::asio::ip::tcp::socket socket) {
      if (fault) return;
      ++connections;
      std::make_shared<Peer>(*this, std::move(socket))->read();
      accept();
    });
  }

  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace gb::test
