#include "adapters/origin/uploads.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/origin/wire/incoming.hpp"
#include "bridge/base/log.hpp"
#include "bridge/net/await_done.hpp"
#include "protocol/guild/foreign.hpp"

namespace gb::origin {
namespace {

using boost::asio::awaitable;
using nlohmann::json;

constexpr std::size_t packet_overhead = 256;

// As text, since servers take that over any transport.
bool fits(const Connection& server, std::size_t bytes) {
  const std::size_t most = server.max_payload();
  return most == 0 || bytes / 3 * 4 + packet_overhead <= most;
}

}  // namespace

awaitable<std::vector<guild::File>> Uploads::give(std::shared_ptr<Connection> server, Draft& draft, bool anew) {
  std::vector<guild::File> given;
  for (const core::FileRef& picture : std::exchange(draft.pictures, {})) {
    std::string name = co_await give_one(server, picture, anew);
    if (name.empty())
      add_link(draft, picture, files_.public_url());
    else
      given.push_back({user_, std::move(name), {}, {}});
  }
  co_return given;
}

awaitable<std::string> Uploads::give_one(std::shared_ptr<Connection> server, core::FileRef file, bool anew) {
  if (!anew) {
    const auto known = co_await net::await_done<std::string>(
        [&](Done<std::string> done) { files_.copy_of(core::origin_network, file, std::move(done)); });
    if (known && !known->empty()) co_return *known;
  }
  const auto bytes =
      co_await net::await_done<std::string>([&](Done<std::string> done) { files_.read(file, std::move(done)); });
  if (!bytes || !fits(*server, bytes->size())) co_return std::string();
  const json::binary_t binary(std::vector<std::uint8_t>(bytes->begin(), bytes->end()));
  auto packet = socketio::encode_with_attachments(socketio::PacketType::event, "/", std::nullopt,
                                                  json::array({"upload", json::binary(binary)}));
  const auto asked = std::make_shared<Question<std::string>>(loop_);
  asked_ = asked;
  const bool sent = server->send(packet.text, std::move(packet.attachments));
  if (!sent) asked_ = nullptr;
  if (!sent) co_return std::string();
  const auto name = co_await asked->wait(patience_);
  asked_ = nullptr;
  // An answer that comes late would be taken for that of the next one.
  if (!name) server->close("the server does not answer an upload");
  if (!name || name->empty()) {
    log::warn("origin", "the picture {} is not taken; a link is posted", file.name);
    co_return std::string();
  }
  files_.keep_copy(core::origin_network, file, *name);
  co_return *name;
}

void Uploads::answered(const json& status) {
  if (asked_) asked_->answer(guild::read_uploaded(status).value_or(std::string()));
}

void Uploads::lost() {
  if (asked_) asked_->give_up();
}

}  // namespace gb::origin
