#include "bridge/net/unix_socket.hpp"

#include <curl/curl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/system/system_error.hpp>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace gb::net {
namespace {

namespace asio = boost::asio;
using local = asio::local::stream_protocol;

constexpr mode_t ours_alone = 0600;
constexpr int backlog = 16;

void make_room(const asio::any_io_executor& loop, const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) throw std::runtime_error("there is something else that is no socket");
  local::socket probe(loop);
  boost::system::error_code refused;
  probe.connect(local::endpoint(path), refused);
  if (!refused) throw std::runtime_error("somebody answers there already: does another bridge run?");
  if (refused != boost::system::errc::connection_refused) throw boost::system::system_error(refused);
  ::unlink(path.c_str());
}

std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, size * count);
  return size * count;
}

}  // namespace

local::acceptor unix_acceptor(const asio::any_io_executor& loop, const std::string& path) {
  if (path.size() > most_unix_path) throw std::runtime_error("the path is too long for a socket");
  make_room(loop, path);
  local::acceptor made(loop);
  made.open();
  made.bind(local::endpoint(path));
  // Before anybody can connect, whatever the process's mask is.
  if (::chmod(path.c_str(), ours_alone) != 0) throw std::system_error(errno, std::generic_category());
  made.listen(backlog);
  return made;
}

result<UnixAnswer> ask_unix(const std::string& path, const std::string& target, const std::string& body,
                            std::chrono::milliseconds limit) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
  if (!curl || !headers) return Error{Fault::house, true, "no memory is left"};
  UnixAnswer answer;
  const std::string url = "http://localhost" + target;
  curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, path.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  if (!body.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_COPYPOSTFIELDS, body.c_str());
  }
  const CURLcode outcome = curl_easy_perform(curl.get());
  if (outcome == CURLE_COULDNT_CONNECT)
    return Error{Fault::caller, false, "no bridge answers at " + path + ": is it running with this configuration?"};
  if (outcome != CURLE_OK) return Error{Fault::peer, true, path + ": " + curl_easy_strerror(outcome)};
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace gb::net
