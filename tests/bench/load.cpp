// The clients of the measurement: many WebSocket connections of the guild protocol in one thread, with exact accounts.
//
//   load connect PORT COUNT PID              connects COUNT users (1.. with passes "pw-N"), one JSON line
//   load fanout PORT LISTENERS RATE SECONDS  posts to LISTENERS and the poster; RATE 0: as fast as a window of 16
//   allows
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocol/guild/token.hpp"
#include "protocol/websocket/decoder.hpp"
#include "protocol/websocket/frame.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using gb::websocket::Decoder;
using gb::websocket::Received;

constexpr int window = 16;
constexpr std::size_t at_once = 64;  // Connections that are being made at the same time.

std::int64_t micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

/// One client: connects, logs in, and gives away what it receives.
class Client {
 public:
  using OnText = std::function<void(Client&, std::string_view)>;

  Client(int epoll, std::uint16_t port, int number, const OnText& on_text)
      : user(number), decoder_(gb::websocket::Role::client, std::size_t{16} << 20), on_text_(on_text) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error(fmt::format("connect: {}", std::strerror(errno)));
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{EPOLLIN, {this}};
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &event);
    write(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n");
  }

  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view text) {
    write(gb::websocket::client_frame(gb::websocket::Opcode::text, text, 0x12345678));
  }

  void readable() {
    static std::vector<char> buffer(std::size_t{256} << 10);
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) throw std::runtime_error(fmt::format("user {} lost its connection", user));
    std::span<char> bytes(buffer.data(), static_cast<std::size_t>(size));
    if (!open_) {
      head_.append(bytes.data(), bytes.size());
      const std::size_t end = head_.find("\r\n\r\n");
      if (end == std::string::npos) return;
      open_ = true;
      head_.erase(0, end + 4);
      bytes = head_;
    }
    decoder_.feed(bytes.data(), bytes.size());
    for (Received got = decoder_.next(); got.kind != Received::Kind::nothing; got = decoder_.next()) {
      if (got.kind != Received::Kind::text)
        throw std::runtime_error(fmt::format("user {}: closed: {}", user, got.payload));
      take(got.payload);
    }
  }

  const int user;
  bool logged_in = false;

 private:
  void take(std::string_view text) {
    if (text.starts_with('0'))
      return send("40{\"token\":\"" + gb::guild::write_token({user, fmt::format("pw-{}", user)}) + "\"}");
    if (text == "2") return send("3");
    if (text.starts_with("42[\"hello\"")) logged_in = true;
    on_text_(*this, text);
  }

  void write(std::string_view bytes) {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("a request did not fit the socket");
  }

  int socket_;
  bool open_ = false;
  std::string head_;
  Decoder decoder_;
  const OnText& on_text_;
};

/// All clients and their loop.
class Crowd {
 public:
  explicit Crowd(std::uint16_t port, Client::OnText on_text)
      : port_(port), epoll_(::epoll_create1(0)), on_text_(std::move(on_text)) {}

  /// Connects users `first` to `first + count - 1`, some at a time, and waits until all are logged in.
  void connect(int first, int count) {
    std::size_t ready = clients.size();
    const std::size_t goal = ready + static_cast<std::size_t>(count);
    for (int user = first; ready < goal;) {
      while (clients.size() < goal && clients.size() - ready < at_once)
        clients.push_back(std::make_unique<Client>(epoll_, port_, user++, on_text_));
      turn(1000);
      while (ready < clients.size() && clients[ready]->logged_in) ++ready;
    }
  }

  void turn(int wait_ms) {
    static std::vector<epoll_event> events(1024);
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
    for (int n = 0; n < count; ++n) static_cast<Client*>(events[static_cast<std::size_t>(n)].data.ptr)->readable();
  }

  std::vector<std::unique_ptr<Client>> clients;

 private:
  std::uint16_t port_;
  int epoll_;
  Client::OnText on_text_;
};

std::int64_t resident_bytes(const std::string& pid) {
  std::ifstream status("/proc/" + pid + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6)) * 1024;
  return 0;
}

int connect(std::uint16_t port, int count, const std::string& pid) {
  Crowd crowd(port, [](Client&, std::string_view) {});
  crowd.connect(1, 200);  // What is paid once is paid before.
  const std::int64_t memory = resident_bytes(pid);
  const std::int64_t begin = micros();
  crowd.connect(201, count);
  const double seconds = static_cast<double>(micros() - begin) / 1e6;
  for (int n = 0; n < 20; ++n) crowd.turn(100);
  fmt::print("{{\"connects_per_second\":{:.0f},\"bytes_per_connection\":{:.0f}}}\n", count / seconds,
             static_cast<double>(resident_bytes(pid) - memory) / count);
  return 0;
}

/// The accounts of one fan-out run. Every message carries its number and the moment it was due.
class Fanout {
 public:
  Fanout(std::uint16_t port, int listeners, double rate)
      : crowd_(port, [this](Client& client, std::string_view text) { take(client, text); }),
        rate_(rate),
        audience_(static_cast<std::size_t>(listeners) + 1) {}

  void run(double seconds) {
    crowd_.connect(1, static_cast<int>(audience_));
    next_.resize(audience_ + 1);
    for (auto& client : crowd_.clients) client->send("42[\"setactivechannel\",{\"guild\":1,\"channel\":1}]");
    for (int n = 0; n < 5; ++n) crowd_.turn(100);
    const auto length = static_cast<std::int64_t>(seconds * 1e6);
    const std::int64_t begin = micros();
    measure_from_ = begin + length / 5;
    end_ = begin + length;
    while (micros() < end_) {
      post_what_is_due(begin);
      crowd_.turn(1);
    }
    for (const std::int64_t give_up = micros() + 5'000'000; complete_ < sent_ && micros() < give_up;) crowd_.turn(10);
    report();
  }

 private:
  void post_what_is_due(std::int64_t begin) {
    if (rate_ == 0) {
      while (sent_ < complete_ + window) post(micros());
      return;
    }
    while (true) {
      const auto due = begin + static_cast<std::int64_t>(static_cast<double>(sent_) * 1e6 / rate_);
      if (due > micros()) return;
      post(due);
    }
  }

  void post(std::int64_t due) {
    received_.push_back(0);
    crowd_.clients.back()->send(fmt::format("42[\"post\",{{\"content\":\"{:08} {:016} {:.<38}\"}}]", sent_++, due, ""));
  }

  void take(Client& client, std::string_view text) {
    if (!text.starts_with("42[\"message\"")) return;
    const std::size_t at = text.find("\"content\":\"");
    const auto number = static_cast<std::size_t>(std::stoll(std::string(text.substr(at + 11, 8))));
    const std::int64_t due = std::stoll(std::string(text.substr(at + 20, 16)));
    const std::int64_t now = micros();
    std::size_t& expected = next_.at(static_cast<std::size_t>(client.user));
    if (number != expected) ++out_of_order_;
    expected = number + 1;
    if (now >= measure_from_ && now < end_) {
      ++delivered_;
      if (rate_ != 0) latencies_.push_back(now - due);
    }
    if (++received_.at(number) == audience_) ++complete_;
  }

  void report() {
    std::ranges::sort(latencies_);
    const auto percentile = [&](double part) {
      return latencies_.empty()
                 ? 0
                 : latencies_[static_cast<std::size_t>(part * static_cast<double>(latencies_.size() - 1))];
    };
    fmt::print("{{\"delivered_per_second\":{:.0f},\"p50_us\":{},\"p99_us\":{},\"lost\":{},\"out_of_order\":{}}}\n",
               static_cast<double>(delivered_) * 1e6 / static_cast<double>(end_ - measure_from_), percentile(0.5),
               percentile(0.99), sent_ - complete_, out_of_order_);
  }

  Crowd crowd_;
  double rate_;
  std::size_t audience_;
  std::vector<std::size_t> received_;  ///< By message: how many have it.
  std::vector<std::size_t> next_;      ///< By user: the number that must come next.
  std::vector<std::int64_t> latencies_;
  std::size_t sent_ = 0;
  std::size_t complete_ = 0;
  std::size_t delivered_ = 0;
  std::size_t out_of_order_ = 0;
  std::int64_t measure_from_ = 0;
  std::int64_t end_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 4 && words[0] == "connect")
    return connect(static_cast<std::uint16_t>(std::stoi(words[1])), std::stoi(words[2]), words[3]);
  if (words.size() == 5 && words[0] == "fanout") {
    Fanout(static_cast<std::uint16_t>(std::stoi(words[1])), std::stoi(words[2]), std::stod(words[3]))
        .run(std::stod(words[4]));
    return 0;
  }
  fmt::print(stderr, "load connect PORT COUNT PID | load fanout PORT LISTENERS RATE SECONDS\n");
  return 2;
} catch (const std::exception& fault) {
  fmt::print(stderr, "load: {}\n", fault.what());
  return 1;
}
