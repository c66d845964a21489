// Takes WebSocket frames apart (RFC 6455). No socket, no clock, no log.
#include "protocol/websocket/decoder.hpp"

#include <algorithm>

#include "protocol/websocket/mask.hpp"

namespace gb::websocket {
namespace {

constexpr std::size_t most_control_payload = 125;
constexpr std::uint16_t no_code = 1005;

Opcode opcode_of(char first) {
  return static_cast<Opcode>(first & 0x0F);
}
bool is_final(char first) {
  return (first & 0x80) != 0;
}
bool is_control(Opcode opcode) {
  return (static_cast<std::uint8_t>(opcode) & 0x8) != 0;
}
bool is_known(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) <= 2 || (opcode >= Opcode::close && opcode <= Opcode::pong);
}
std::size_t length_field(char second) {
  return static_cast<std::size_t>(second & 0x7F);
}

std::size_t header_size_for(char second) {
  const std::size_t length = length_field(second);
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  return 2 + extended + ((second & 0x80) != 0 ? 4 : 0);
}

// Section 7.4: what a peer may say; 1004 to 1006 and 1015 are never sent.
bool is_sendable(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace

Decoder::Decoder(Role role, std::size_t max_message) : max_message_(max_message), role_(role) {}

void Decoder::feed(char* data, std::size_t size) {
  data_ = data;
  size_ = size;
}

Received Decoder::next() {
  // What was handed out by the last call is over.
  if (message_ == Opcode::continuation) {
    kept_.reset();
    message_size_ = 0;
  }
  if (state_ == State::header) control_.reset();
  for (;;) {
    if (state_ == State::failed) return {};
    if (state_ == State::header) {
      if (!take_header()) return {};
      if (const std::string_view fault = header_fault(); !fault.empty()) return fail(CloseCode::protocol_error, fault);
      if (!is_control(opcode_of(header_[0])) && message_size_ + left_ > max_message_)
        return fail(CloseCode::too_big, "payload too large");
      state_ = State::payload;
    }
    if (size_ == 0 && left_ > 0) return {};
    const Received received = take_payload();
    if (received.kind != Received::Kind::nothing) return received;
    if (state_ == State::payload) return {};
  }
}

bool Decoder::take_header() {
  while (size_ > 0 && (header_size_ < 2 || header_size_ < header_size_for(header_[1])))
    header_.at(header_size_++) = take(1)[0];
  if (header_size_ < 2 || header_size_ < header_size_for(header_[1])) return false;
  const std::size_t length = length_field(header_[1]);
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  left_ = extended == 0 ? length : 0;
  for (std::size_t n = 0; n < extended; ++n) left_ = (left_ << 8) | static_cast<std::uint8_t>(header_.at(2 + n));
  if ((header_[1] & 0x80) != 0)
    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(2 + extended), 4, key_.begin());
  masked_ = 0;
  header_size_ = 0;
  return true;
}

std::string_view Decoder::header_fault() const {
  const Opcode opcode = opcode_of(header_[0]);
  const bool is_masked = (header_[1] & 0x80) != 0;
  if ((header_[0] & 0x70) != 0) return "reserved bits are set";
  if (!is_known(opcode)) return "unknown opcode";
  if (is_masked != (role_ == Role::server)) return is_masked ? "the frame is masked" : "the frame is not masked";
  if ((left_ >> 63) != 0) return "the length's highest bit is set";
  if (is_control(opcode)) {
    if (!is_final(header_[0])) return "a control frame is fragmented";
    if (left_ > most_control_payload) return "a control frame is too long";
    return {};
  }
  if (opcode == Opcode::continuation && message_ == Opcode::continuation) return "a continuation without a beginning";
  if (opcode != Opcode::continuation && message_ != Opcode::continuation) return "a message begins inside another";
  return {};
}

std::string_view Decoder::take(std::size_t size) {
  const std::string_view taken(data_, size);
  data_ += size;
  size_ -= size;
  return taken;
}

std::string& Decoder::kept() {
  if (!kept_) kept_ = std::make_unique<std::string>();
  return *kept_;
}

Received Decoder::take_payload() {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, size_));
  if (role_ == Role::server) apply_mask(data_, size, key_, masked_);
  masked_ += size;
  left_ -= size;
  const std::string_view piece = take(size);
  if (!is_control(opcode_of(header_[0]))) return data_frame(piece);

  // A control frame may come in pieces, and between the pieces of a message.
  if (left_ > 0 || control_) {
    if (!control_) control_ = std::make_unique<std::string>();
    *control_ += piece;
  }
  if (left_ > 0) return {};
  state_ = State::header;
  return control_frame(control_ ? *control_ : piece);
}

Received Decoder::data_frame(std::string_view piece) {
  if (message_ == Opcode::continuation) {
    message_ = opcode_of(header_[0]);
    utf8_ = {};
  }
  if (message_ == Opcode::text && !utf8_.feed(piece)) return fail(CloseCode::invalid_text, "the text is not UTF-8");
  const bool last = left_ == 0 && is_final(header_[0]);
  if (left_ == 0) state_ = State::header;
  if (last) return last_piece(piece);
  if (!piece.empty()) kept() += piece;
  message_size_ += piece.size();
  return {};
}

Received Decoder::last_piece(std::string_view piece) {
  if (message_ == Opcode::text && !utf8_.complete())
    return fail(CloseCode::invalid_text, "the text ends inside a character");
  const auto kind = message_ == Opcode::text ? Received::Kind::text : Received::Kind::binary;
  message_ = Opcode::continuation;
  if (message_size_ == 0) return {kind, piece, 0, {}};
  kept() += piece;
  return {kind, *kept_, 0, {}};
}

Received Decoder::control_frame(std::string_view payload) {
  switch (opcode_of(header_[0])) {
    case Opcode::ping:
      return {Received::Kind::ping, payload, 0, {}};
    case Opcode::pong:
      return {Received::Kind::pong, payload, 0, {}};
    default:
      return close_frame(payload);
  }
}

Received Decoder::close_frame(std::string_view payload) {
  if (payload.empty()) return {Received::Kind::close, {}, no_code, {}};
  if (payload.size() == 1) return fail(CloseCode::protocol_error, "a close frame of one byte");
  const auto code =
      static_cast<std::uint16_t>((static_cast<std::uint8_t>(payload[0]) << 8) | static_cast<std::uint8_t>(payload[1]));
  if (!is_sendable(code)) return fail(CloseCode::protocol_error, "a close code that is never sent");
  if (!text::is_utf8(payload.substr(2))) return fail(CloseCode::invalid_text, "the reason is not UTF-8");
  return {Received::Kind::close, payload.substr(2), code, {}};
}

Received Decoder::fail(CloseCode code, std::string_view reason) {
  state_ = State::failed;
  kept_.reset();
  control_.reset();
  return {Received::Kind::error, {}, static_cast<std::uint16_t>(code), reason};
}

}  // namespace gb::websocket
