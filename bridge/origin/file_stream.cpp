#include "bridge/origin/file_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>

#include "bridge/net/deadline.hpp"
#include "bridge/net/stream.hpp"

namespace gb::origin {
namespace {

namespace http = boost::beast::http;
using boost::asio::awaitable;

constexpr std::chrono::seconds patience{20};
constexpr std::size_t piece = std::size_t{64} << 10;
constexpr std::size_t most_header = std::size_t{16} << 10;

std::string request_for(const Server& server, const std::string& method, const std::string& target,
                        const Headers& headers) {
  std::string out = fmt::format("{} {}{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nUser-Agent: guildbridge\r\n",
                                method, server.path, target, server.authority());
  for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
  return out + "\r\n";
}

class ServerFile final : public FileStream {
 public:
  ServerFile(boost::asio::any_io_executor loop, std::unique_ptr<net::Stream> stream)
      : loop_(std::move(loop)), stream_(std::move(stream)) {
    expect_head();
  }

  const FileHead& head() const override { return head_; }

  /// Sends the request and reads the head of the answer. False: `fault` says why not.
  awaitable<bool> begin(std::string request, bool head_only) {
    head_only_ = head_only;
    expect_head();
    const auto written = co_await stream_->write(request);
    if (!written) co_return failed(written.error().told);
    while (!parser_->is_header_done()) {
      const bool more = co_await read_more();
      if (!more) co_return false;
      if (!feed()) co_return failed("the server's answer is no HTTP");
      // An interim answer (RFC 9110, section 15.2): the real one follows.
      while (parser_->is_header_done() && parser_->get().result_int() < 200) {
        expect_head();
        if (!feed()) co_return failed("the server's answer is no HTTP");
      }
    }
    head_.status = parser_->get().result_int();
    for (const auto& field : parser_->get()) {
      std::string name(field.name_string());
      std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
      head_.headers.emplace_back(std::move(name), std::string(field.value()));
    }
    if (const auto length = parser_->content_length()) head_.length = *length;
    co_return true;
  }

  Error fault() const { return {Fault::peer, true, fault_}; }

  awaitable<result<std::string>> next() override {
    while (!parser_->is_done()) {
      const std::size_t before = input_.size();
      std::string bytes = take_body();
      if (!fault_.empty()) co_return fault();
      if (!bytes.empty()) co_return bytes;
      if (parser_->is_done() || input_.size() < before) continue;
      const bool more = co_await read_more();
      // Also where only the end of the connection says that this was all: a file that is cut off looks the same.
      if (!more) co_return fault();
    }
    co_return std::string();
  }

 private:
  void expect_head() {
    parser_.emplace();
    parser_->header_limit(most_header);
    parser_->body_limit(boost::none);
    parser_->skip(head_only_);
  }

  bool failed(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  awaitable<bool> read_more() {
    const net::Deadline deadline(loop_, patience, [this] { stream_->close(); });
    const auto size = co_await stream_->read_some(buffer_);
    if (!size) co_return failed(size.error().told);
    input_.append(buffer_.data(), *size);
    co_return true;
  }

  // False: it is no HTTP.
  bool feed() {
    boost::beast::error_code fault;
    input_.erase(0, parser_->put(boost::asio::buffer(input_), fault));
    return !fault || fault == http::error::need_more || fault == http::error::need_buffer;
  }

  std::string take_body() {
    std::string bytes(piece, '\0');
    parser_->get().body().data = bytes.data();
    parser_->get().body().size = bytes.size();
    if (!feed()) fault_ = "the server's answer is no HTTP";
    bytes.resize(bytes.size() - parser_->get().body().size);
    return bytes;
  }

  boost::asio::any_io_executor loop_;
  std::unique_ptr<net::Stream> stream_;
  std::optional<http::response_parser<http::buffer_body>> parser_;
  std::array<char, piece> buffer_{};
  std::string input_;  ///< Read, not yet parsed.
  FileHead head_;
  std::string fault_;
  bool head_only_ = false;
};

}  // namespace

std::string FileHead::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, [](const auto& one) { return std::string_view(one.first); });
  return found == headers.end() ? std::string() : found->second;
}

awaitable<result<std::shared_ptr<FileStream>>> FileStream::open(boost::asio::any_io_executor loop, Server server,
                                                                std::string method, std::string target,
                                                                Headers headers) {
  net::StreamTarget where;
  where.host = server.host;
  where.port = server.port;
  where.tls = server.tls;
  where.ca_file = server.ca_file;
  where.timeout = patience;
  auto stream = co_await net::connect(loop, std::move(where));
  if (!stream) co_return stream.error();
  const auto file = std::make_shared<ServerFile>(loop, std::move(*stream));
  const bool begun = co_await file->begin(request_for(server, method, target, headers), method == "HEAD");
  if (!begun) co_return file->fault();
  co_return std::shared_ptr<FileStream>(file);
}

}  // namespace gb::origin
