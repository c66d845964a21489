#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gb::test {

/// An IRC server that does what a test says, on loopback and on the test's own loop. Left alone it is a decent one:
/// it lets everybody in, echoes JOIN, answers NAMES, MODE and PING.
class ScriptedIrc {
 public:
  /// One connection.
  class Peer : public std::enable_shared_from_this<Peer> {
   public:
    Peer(ScriptedIrc& server, boost::asio::ip::tcp::socket socket) : server_(server), socket_(std::move(socket)) {}

    /// Sends lines as they are; a line end is added.
    void send(const std::string& lines) { send_raw(lines + "\r\n"); }

    void send_raw(std::string bytes) {
      waiting_ += bytes;
      if (!writing_) write();
    }

    void close() {
      closing_ = true;
      if (!writing_) shut();
    }

    void stop_reading() { deaf_ = true; }
    void read();

    std::string nick = "gb";
    bool registered = false;

   private:
    void write() {
      writing_ = true;
      auto bytes = std::make_shared<std::string>(std::exchange(waiting_, {}));
      boost::asio::async_write(socket_, boost::asio::buffer(*bytes),
                               [self = shared_from_this(), bytes](auto fault, auto) {
                                 self->writing_ = false;
                                 if (fault) return;
                                 if (!self->waiting_.empty()) return self->write();
                                 if (self->closing_) self->shut();
                               });
    }

    void shut() {
      boost::system::error_code ignored;
      socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
      socket_.close(ignored);
    }

    ScriptedIrc& server_;
    boost::asio::ip::tcp::socket socket_;
    std::string input_;
    std::string waiting_;
    bool writing_ = false;
    bool closing_ = false;
    bool deaf_ = false;
  };
  using PeerPtr = std::shared_ptr<Peer>;

  explicit ScriptedIrc(boost::asio::io_context& loop) : acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
    accept();
  }

  ~ScriptedIrc() {
    for (const PeerPtr& peer : peers) peer->close();
  }

  ScriptedIrc(const ScriptedIrc&) = delete;
  ScriptedIrc& operator=(const ScriptedIrc&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string address() const { return "127.0.0.1:" + std::to_string(port()); }

  /// Sees every line first; true: it is dealt with, the decent server does nothing.
  std::function<bool(Peer&, const std::string& line)> on_line;
  std::function<void(Peer&)> on_connect;

  std::string capabilities;  ///< Offered, blank-separated; empty: CAP is unknown here.
  std::string isupport = "CASEMAPPING=rfc1459 CHANTYPES=#";
  std::vector<std::string> lines;                            ///< Everything heard, of all connections.
  std::vector<PeerPtr> peers;                                ///< Every connection there ever was.
  std::vector<std::chrono::steady_clock::time_point> times;  ///< When they came.

  Peer& peer() { return *peers.back(); }

  std::size_t count(std::string_view beginning) const {
    std::size_t n = 0;
    for (const std::string& line : lines) n += line.starts_with(beginning) ? 1 : 0;
    return n;
  }

  /// The first line that contains all of `part`; empty: none.
  std::string find(std::string_view part) const {
    for (const std::string& line : lines)
      if (line.find(part) != std::string::npos) return line;
    return {};
  }

  void welcome(Peer& peer) {
    peer.registered = true;
    peer.send(":s 001 " + peer.nick + " :Welcome\r\n:s 005 " + peer.nick + " " + isupport +
              " :are supported\r\n:s 376 " + peer.nick + " :End of MOTD");
  }

  void joined(Peer& peer, const std::string& channel) {
    peer.send(":" + peer.nick + "!g@h JOIN " + channel + "\r\n:s 353 " + peer.nick + " = " + channel + " :@op " +
              peer.nick + "\r\n:s 366 " + peer.nick + " " + channel + " :End");
  }

 private:
  friend class Peer;

  void accept() {
    acceptor_.async_accept([this](auto fault, boost::asio::ip::tcp::socket socket) {
      if (fault) return;
      times.push_back(std::chrono::steady_clock::now());
      peers.push_back(std::make_shared<Peer>(*this, std::move(socket)));
      const PeerPtr peer = peers.back();
      if (on_connect) on_connect(*peer);
      peer->read();
      accept();
    });
  }

  void heard(Peer& peer, const std::string& line) {
    lines.push_back(line);
    if (on_line && on_line(peer, line)) return;
    const std::string verb = line.substr(0, line.find(' '));
    const std::string rest = line.size() > verb.size() ? line.substr(verb.size() + 1) : "";
    if (verb == "CAP") return capability(peer, rest);
    if (verb == "NICK") peer.nick = rest;
    if (verb == "USER" && capabilities.empty()) welcome(peer);
    if (verb == "PING") peer.send(":s PONG s " + rest);
    if (verb == "MODE") peer.send(":s 324 " + peer.nick + " " + rest + " +nt");
    if (verb == "QUIT") peer.close();
    if (verb != "JOIN") return;
    std::string channels = rest.substr(0, rest.find(' '));
    while (!channels.empty()) {
      const std::string channel = channels.substr(0, channels.find(','));
      channels.erase(0, channel.size() + 1);
      joined(peer, channel);
    }
  }

  void capability(Peer& peer, const std::string& rest) {
    if (capabilities.empty()) return peer.send(":s 421 * CAP :Unknown command");
    if (rest.starts_with("LS")) return peer.send(":s CAP * LS :" + capabilities);
    if (rest.starts_with("REQ :")) return peer.send(":s CAP * ACK :" + rest.substr(5));
    if (rest.starts_with("REQ ")) return peer.send(":s CAP * ACK :" + rest.substr(4));
    if (rest.starts_with("END")) welcome(peer);
  }

  boost::asio::ip::tcp::acceptor acceptor_;
};

inline void ScriptedIrc::Peer::read() {
  boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(input_), '\n',
                                [self = shared_from_this()](auto fault, std::size_t size) {
                                  if (fault) return self->close();
                                  std::string line = self->input_.substr(0, size);
                                  self->input_.erase(0, size);
                                  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
                                  if (self->deaf_) return;
                                  self->server_.heard(*self, line);
                                  self->read();
                                });
}

}  // namespace gb::test
