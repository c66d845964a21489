#include "adapters/matrix/repository.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <limits>
#include <utility>

#include "adapters/matrix/wire/outgoing_file.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/retry_after.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;

constexpr std::array<std::chrono::milliseconds, 2> pauses{{std::chrono::seconds(1), std::chrono::seconds(4)}};
constexpr std::chrono::seconds patience{20};

awaitable<void> pause(std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

Error not_fetched(bool passing) {
  return {Fault::peer, passing, "could not be fetched"};
}

Repository::Given too_large() {
  Repository::Given given;
  given.answer.status = 413;
  given.answer.told = "the homeserver does not take files of that size";
  return given;
}

// A homeserver of before authenticated media does not know the path.
bool is_unknown_path(const net::HttpAnswer& answer) {
  return (answer.status == 404 || answer.status == 405) && answer.body.find("M_UNRECOGNIZED") != std::string::npos;
}

}  // namespace

Repository::Repository(Api& api, files::FileStore& files, std::string network)
    : api_(api), files_(files), network_(std::move(network)) {}

awaitable<Answer> Repository::limit_known() {
  Answer answer;
  answer.status = 200;
  if (limit_) co_return answer;
  answer = co_await api_.media_config();
  if (answer.is_passing()) co_return answer;
  limit_ = std::numeric_limits<std::uint64_t>::max();
  const auto told = answer.body.find("m.upload.size");
  if (told != answer.body.end() && told->is_number_unsigned()) limit_ = told->get<std::uint64_t>();
  answer.status = 200;
  co_return answer;
}

awaitable<Repository::Given> Repository::give(core::FileRef file) {
  Given given;
  auto known = co_await net::await_done<std::string>(
      [&](Done<std::string> done) { files_.copy_of(network_, file, std::move(done)); });
  if (known && !known->empty()) {
    given.mxc = std::move(*known);
    co_return given;
  }
  given.answer = co_await limit_known();
  if (!given.answer.ok()) co_return given;
  if (file.facts.bytes > *limit_) co_return too_large();
  auto bytes =
      co_await net::await_done<std::string>([&](Done<std::string> done) { files_.read(file, std::move(done)); });
  if (!bytes) {
    given.answer.status = bytes.error().retry ? 0 : 404;
    given.answer.told = bytes.error().told;
    co_return given;
  }
  given.answer = co_await api_.upload(std::move(*bytes), file.facts.type, shown_name(file));
  if (!given.answer.ok()) co_return given;
  std::string uri = given.answer.text("content_uri");
  if (!parse_mxc(uri)) {
    given.answer.status = 404;
    given.answer.told = "the homeserver's answer has no content_uri";
    co_return given;
  }
  files_.keep_copy(network_, file, uri);
  given.mxc = std::move(uri);
  co_return given;
}

awaitable<result<std::string>> Repository::fetch(std::string mxc, std::size_t most) {
  const auto file = parse_mxc(mxc);
  if (!file) co_return not_fetched(false);
  const Tick end = std::chrono::steady_clock::now() + patience;
  auto bytes = co_await fetch_once(*file, most);
  for (const auto wait : pauses) {
    if (bytes || !bytes.error().retry || std::chrono::steady_clock::now() + wait > end) break;
    co_await pause(wait);
    bytes = co_await fetch_once(*file, most);
  }
  co_return bytes;
}

awaitable<result<std::string>> Repository::fetch_once(MediaAddress file, std::size_t most) {
  auto answer = co_await api_.download(file, false, most);
  if (answer && is_unknown_path(*answer)) answer = co_await api_.download(file, true, most);
  if (!answer) {
    // What is wrong on the way may pass; an answer over the limit is as long the next time.
    if (answer.error().retry) co_return not_fetched(true);
    co_return Error{Fault::peer, false, "too large"};
  }
  if (answer->status == 413) co_return Error{Fault::peer, false, "too large"};
  if (answer->status != 200 || answer->body.empty()) co_return not_fetched(net::is_passing(answer->status));
  co_return std::move(answer->body);
}

}  // namespace gb::matrix
