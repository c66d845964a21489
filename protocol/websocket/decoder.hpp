#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/text/utf8.hpp"
#include "protocol/websocket/frame.hpp"

namespace gb::websocket {

/// What the decoder hands out.
struct Received {
  enum class Kind : std::uint8_t {
    nothing,  ///< All bytes are used up; feed more.
    text,     ///< A whole message, well-formed UTF-8.
    binary,
    ping,  ///< To be answered by a pong with the same payload.
    pong,
    close,  ///< The peer is done; `code` says why (1005 where it did not say).
    error,  ///< The connection has to be closed with `code`; feed no more.
  };

  Kind kind = Kind::nothing;
  std::string_view payload;  ///< Valid until the next call of any member, and while the fed bytes are.
  std::uint16_t code = 0;
  std::string_view reason;  ///< error: in words.
};

/// Takes the bytes of one connection apart. Holds memory only in the middle of a message, and never more than
/// `max_message` bytes, whatever a header declares.
class Decoder {
 public:
  Decoder(Role role, std::size_t max_message);

  /// Counts from the next frame on.
  void set_max_message(std::size_t bytes) { max_message_ = bytes; }

  /// Gives the bytes that came; they are unmasked in place and must stay until `next` has given `nothing`.
  void feed(char* data, std::size_t size);

  Received next();

 private:
  enum class State : std::uint8_t { header, payload, failed };

  bool take_header();
  std::string_view header_fault() const;
  Received take_payload();
  Received data_frame(std::string_view piece);
  Received last_piece(std::string_view piece);
  Received control_frame(std::string_view payload);
  Received close_frame(std::string_view payload);
  Received fail(CloseCode code, std::string_view reason);
  std::string_view take(std::size_t size);
  std::string& kept();

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t max_message_;
  std::uint64_t left_ = 0;                ///< Bytes of the frame's payload still to come.
  std::size_t masked_ = 0;                ///< Bytes of the frame's payload that were unmasked.
  std::unique_ptr<std::string> kept_;     ///< The message so far, where it did not come in one piece.
  std::unique_ptr<std::string> control_;  ///< A control frame, likewise.
  std::size_t message_size_ = 0;          ///< Bytes of kept_ that belong to the message.
  std::array<char, 14> header_{};
  std::array<char, 4> key_{};
  std::uint8_t header_size_ = 0;
  State state_ = State::header;
  Role role_;
  Opcode message_ = Opcode::continuation;  ///< Kind of the message under way; continuation: none.
  text::Utf8Validator utf8_;
};

}  // namespace gb::websocket
