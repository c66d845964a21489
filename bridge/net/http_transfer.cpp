#include "bridge/net/http_transfer.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <utility>

namespace gb::net {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

// Whatever a name or a redirect says, this sees the address that is really asked.
curl_socket_t open_allowed(void* settings, curlsocktype, curl_sockaddr* wanted) {
  boost::asio::ip::tcp::endpoint at;
  if (wanted->addrlen > at.capacity()) return CURL_SOCKET_BAD;
  std::memcpy(at.data(), &wanted->addr, wanted->addrlen);
  const bool internet = wanted->family == AF_INET || wanted->family == AF_INET6;
  if (!internet || !static_cast<const HttpSettings*>(settings)->may_ask(at.address())) return CURL_SOCKET_BAD;
  return ::socket(wanted->family, wanted->socktype | SOCK_CLOEXEC, wanted->protocol);
}

}  // namespace

HttpTransfer::HttpTransfer(HttpRequest request, const HttpSettings& settings, Finish finish)
    : request_(std::move(request)),
      finish_(std::move(finish)),
      easy_(curl_easy_init(), &curl_easy_cleanup),
      headers_(nullptr, &curl_slist_free_all) {
  if (easy_) set_up(settings);
}

void HttpTransfer::set_up(const HttpSettings& settings) {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, words_.data());
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "guildbridge");
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");  // Whatever this libcurl can undo.
  curl_easy_setopt(easy, CURLOPT_PROXY, settings.proxy.c_str());
  if (!settings.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  if (settings.may_ask) set_up_guard(settings);
  set_up_body();
}

void HttpTransfer::set_up_guard(const HttpSettings& settings) {
  constexpr long most_redirects = 3;
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_allowed);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, const_cast<HttpSettings*>(&settings));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, most_redirects);
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
}

void HttpTransfer::set_up_body() {
  CURL* easy = easy_.get();
  const auto add = [this](const std::string& line) {
    if (curl_slist* grown = curl_slist_append(headers_.get(), line.c_str())) {
      (void)headers_.release();
      headers_.reset(grown);
    }
  };
  for (const auto& [name, value] : request_.headers) add(std::string(name).append(": ").append(value));
  add("Expect:");  // Servers that want to be asked first are rare, and waiting for those that do not answer is slow.
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
  if (request_.method == "GET") return;
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
}

std::size_t HttpTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  std::string& body = transfer.answer_.body;
  const std::size_t bytes = size * count;
  if (body.size() + bytes > transfer.request_.max_body) {
    transfer.too_large_ = true;
    return 0;
  }
  body.append(data, bytes);
  return bytes;
}

std::size_t HttpTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& headers = static_cast<HttpTransfer*>(self)->answer_.headers;
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) headers.clear();  // An interim answer came before.
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), lower);
  headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return line.size();
}

void HttpTransfer::ended(CURLcode code) {
  if (code != CURLE_OK) return failed(error_of(code));
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  if (auto finish = std::exchange(finish_, {})) finish(std::move(answer_));
}

void HttpTransfer::failed(Error error) {
  if (auto finish = std::exchange(finish_, {})) finish(std::move(error));
}

Error HttpTransfer::error_of(CURLcode code) const {
  if (too_large_)
    return {Fault::peer, false, "the answer is larger than " + std::to_string(request_.max_body) + " bytes"};
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
      if (std::string_view(words_.data()).find("HTTP/0.9") != std::string_view::npos)
        return {Fault::peer, true, "the answer is not HTTP"};
      [[fallthrough]];
    case CURLE_URL_MALFORMAT:
      return {Fault::caller, false, "the URL is not one of http or https"};
    case CURLE_OPERATION_TIMEDOUT:
      return {Fault::peer, true, "timed out"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Fault::peer, true, "the server's certificate is not trusted"};
    default:
      return {Fault::peer, true, words_.front() != 0 ? words_.data() : curl_easy_strerror(code)};
  }
}

}  // namespace gb::net
