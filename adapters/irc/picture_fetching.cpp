#include "adapters/irc/picture_fetching.hpp"

#include <chrono>
#include <utility>

#include "adapters/irc/picture_links.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "bridge/net/public_address.hpp"
#include "protocol/text/clean.hpp"

namespace gb::irc {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds patience{10};  // What is said behind the link waits as long.
constexpr std::size_t longest_title = 100;

net::HttpSettings guarded() {
  net::HttpSettings settings;
  settings.may_ask = net::is_public;
  settings.connect_timeout = std::chrono::seconds(5);
  return settings;
}

}  // namespace

PictureFetching::PictureFetching(const boost::asio::any_io_executor& loop, files::FileStore& files,
                                 core::Ledger& ledger)
    : files_(files), ledger_(ledger), client_(loop, guarded()) {}

awaitable<std::vector<core::FileRef>> PictureFetching::fetch(std::vector<std::string> links,
                                                             core::OutsidePerson author) {
  std::vector<core::FileRef> found;
  for (const std::string& link : links) {
    auto kept = co_await fetch_one(link, author);
    if (kept)
      found.push_back(std::move(*kept));
    else
      log::info("irc", "the picture behind a link of {} stays a link: {}", author.name, kept.error().told);
  }
  co_return found;
}

awaitable<result<core::FileRef>> PictureFetching::fetch_one(std::string link, core::OutsidePerson author) {
  net::HttpRequest request;
  request.url = link;
  request.timeout = patience;
  request.max_body = files_.settings().max_size;
  auto answer = co_await client_.send(std::move(request));
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return Error{Fault::peer, false, "status " + std::to_string(answer->status)};
  using People = std::vector<core::UserPtr>;
  const auto known =
      co_await net::await_done<People>([&](Done<People> done) { ledger_.resolve({author}, std::move(done)); });
  if (!known) co_return known.error();
  core::FileFacts facts;
  facts.type = "image/*";
  facts.title = text::clean_name(name_in_link(link), "picture", longest_title);
  auto kept = co_await net::await_done<core::FileRef>([&](Done<core::FileRef> done) {
    files_.keep(known->front()->id, std::move(answer->body), std::move(facts), std::move(done));
  });
  if (kept && !kept->facts.is_picture()) co_return Error{Fault::peer, false, "not a PNG, JPEG or GIF"};
  co_return kept;
}

}  // namespace gb::irc
