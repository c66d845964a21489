#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gb::gateway {

class Session;

/// How a client that asked for no acknowledgement learns that its packet was refused.
enum class Refusal : std::uint8_t {
  rejected,       ///< By a `rejected` packet.
  upload_status,  ///< By a failed `uploadstatus`, whether it asked for an acknowledgement or not.
};

/// The answer that is owed to one packet. Answered at most once; destroyed unanswered, it tells the client that
/// something went wrong inside. If the connection is gone by then, nothing happens.
class Reply {
 public:
  Reply(const std::shared_ptr<Session>& session, std::string packet, std::optional<std::uint64_t> ack,
        Refusal refusal = Refusal::rejected);
  ~Reply();

  Reply(Reply&& other) noexcept;
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  Reply& operator=(Reply&&) = delete;

  /// Done. Acknowledges if that was asked for, with `message` (JSON text) where there is one.
  void ok(std::string_view message = {});

  /// A file is kept under this name: says so by `uploadstatus`, and acknowledges if that was asked for.
  void uploaded(std::string_view name);

  /// Somebody else answers.
  void hand_over() { owed_ = false; }

  /// Not done, and why: one sentence, fit for the client's eyes.
  void refuse(std::string_view reason);

 private:
  std::weak_ptr<Session> session_;
  std::string packet_;
  std::optional<std::uint64_t> ack_;
  Refusal refusal_;
  bool owed_ = true;
};

}  // namespace gb::gateway
