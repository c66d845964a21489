#include "bridge/gateway/proxy/file_copies.hpp"

#include <memory>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/origin/file_url.hpp"

namespace gb::gateway {
namespace {

using boost::asio::awaitable;
using Opened = std::shared_ptr<files::OpenFile>;

awaitable<Opened> open_ours(Proxy& proxy, UserId owner, std::string name) {
  const auto opened = co_await net::await_done<Opened>(
      [&](Done<Opened> done) { proxy.files.open_file(owner, name, {}, std::move(done)); });
  co_return opened ? *opened : nullptr;
}

}  // namespace

awaitable<std::string> bytes_of_ours(Proxy& proxy, std::int64_t shown_owner, std::string name) {
  const Opened file = co_await open_ours(proxy, proxy.view.ids.meant_user(shown_owner), std::move(name));
  if (!file) co_return std::string();
  const auto bytes = co_await net::await_done<std::string>(
      [&](Done<std::string> done) { file->read(0, file->size(), std::move(done)); });
  co_return bytes ? *bytes : std::string();
}

awaitable<core::FileRef> borrowed(Proxy& proxy, core::FileRef file, UserId who) {
  if (file.owner < first_origin_user) co_return file;
  const Opened here = co_await open_ours(proxy, file.owner, file.name);
  if (here) co_return file;
  net::HttpRequest request;
  request.url = origin::file_url(proxy.server.url, {proxy.view.ids.shown(file.owner), file.name, {}, {}});
  request.max_body = proxy.files.settings().max_size;
  auto answer = co_await proxy.http.send(std::move(request));
  if (!answer || answer->status != 200) co_return file;
  auto kept = co_await net::await_done<core::FileRef>(
      [&](Done<core::FileRef> done) { proxy.files.keep_picture(who, std::move(answer->body), std::move(done)); });
  if (!kept) {
    log::info("gateway", "a file of the origin is not copied: {}", kept.error().told);
    co_return file;
  }
  kept->width = file.width;
  kept->height = file.height;
  co_return std::move(*kept);
}

}  // namespace gb::gateway
