#include "bridge/gateway/reply.hpp"

#include <utility>

#include "bridge/gateway/common.hpp"
#include "bridge/gateway/session.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {

Reply::Reply(const std::shared_ptr<Session>& session, std::string packet, std::optional<std::uint64_t> ack,
             Refusal refusal)
    : session_(session), packet_(std::move(packet)), ack_(ack), refusal_(refusal) {}

Reply::Reply(Reply&& other) noexcept
    : session_(std::move(other.session_)),
      packet_(std::move(other.packet_)),
      ack_(other.ack_),
      refusal_(other.refusal_),
      owed_(std::exchange(other.owed_, false)) {}

Reply::~Reply() {
  refuse("internal error");
}

void Reply::ok(std::string_view message) {
  if (!std::exchange(owed_, false) || !ack_) return;
  if (const auto session = session_.lock()) session->acknowledge(*ack_, guild::ack_ok(message));
}

void Reply::uploaded(std::string_view name) {
  if (!std::exchange(owed_, false)) return;
  const auto session = session_.lock();
  if (!session) return;
  session->send("uploadstatus", guild::upload_success(name));
  if (ack_) session->acknowledge(*ack_, guild::ack_uploaded(name));
}

void Reply::refuse(std::string_view reason) {
  if (!std::exchange(owed_, false)) return;
  const auto session = session_.lock();
  if (!session || session->is_over()) return;
  ++session->common().counters.rejected;
  if (refusal_ == Refusal::upload_status) session->send("uploadstatus", guild::upload_failure(reason));
  if (ack_)
    session->acknowledge(*ack_, guild::ack_error(reason));
  else if (refusal_ == Refusal::rejected)
    session->send("rejected", guild::rejected(packet_, reason));
}

}  // namespace gb::gateway
