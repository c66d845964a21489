#include "protocol/websocket/decoder.hpp"

#include <gtest/gtest.h>

#include "tests/support/feed.hpp"

namespace gb::websocket {
namespace {

using namespace std::string_literals;

struct Seen {
  Received::Kind kind;
  std::string payload;
  std::uint16_t code;
  bool operator==(const Seen&) const = default;
};

void PrintTo(const Seen& seen, std::ostream* out) {
  *out << "{" << static_cast<int>(seen.kind) << ", \"" << seen.payload << "\", " << seen.code << "}";
}

std::vector<Seen> decode_as(Role role, const std::vector<std::string>& pieces, std::size_t limit = 1000) {
  Decoder decoder(role, limit);
  std::vector<Seen> seen;
  for (std::string piece : pieces) {
    decoder.feed(piece.data(), piece.size());
    for (;;) {
      const Received next = decoder.next();
      if (next.kind == Received::Kind::nothing) break;
      seen.push_back({next.kind, std::string(next.payload), next.code});
    }
  }
  return seen;
}

void expect(const std::string& bytes, const std::vector<Seen>& wanted) {
  const std::string tail = client_frame(Opcode::ping, "tail", 5);
  const auto ways =
      test::feed_three_ways<Seen>(bytes, tail, [](const auto& pieces) { return decode_as(Role::server, pieces); });
  EXPECT_EQ(ways.whole, wanted);
  EXPECT_EQ(ways.bytewise, wanted);
  ASSERT_GE(ways.with_tail.size(), wanted.size());
  EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), ways.with_tail.begin()));
}

std::string masked(std::string first_byte, const std::string& payload) {
  std::string frame = client_frame(Opcode::text, payload, 0x12345678);
  frame[0] = first_byte[0];
  return frame;
}

// RFC 6455, section 5.7.
TEST(WebSocketDecoder, ExamplesOfTheRfc) {
  expect("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", {{Received::Kind::text, "Hello", 0}});
  EXPECT_EQ(decode_as(Role::client, {"\x81\x05\x48\x65\x6c\x6c\x6f"}),
            (std::vector<Seen>{{Received::Kind::text, "Hello", 0}}));
  EXPECT_EQ(decode_as(Role::client, {"\x01\x03\x48\x65\x6c\x80\x02\x6c\x6f"}),
            (std::vector<Seen>{{Received::Kind::text, "Hello", 0}}));
  EXPECT_EQ(server_frame(Opcode::text, "Hello"), "\x81\x05Hello");
  EXPECT_EQ(server_frame(Opcode::binary, std::string(256, 'x')).substr(0, 4), "\x82\x7E\x01\x00"s);
  EXPECT_EQ(server_frame(Opcode::binary, std::string(65536, 'x')).substr(0, 10),
            "\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s);
}

TEST(WebSocketDecoder, ControlFramesMayStandInsideAMessage) {
  const std::string bytes = masked("\x01", "Hel") + client_frame(Opcode::ping, "p", 9) + masked("\x00"s, "") +
                            client_frame(Opcode::pong, "", 7) + masked("\x80", "lo");
  expect(bytes, {{Received::Kind::ping, "p", 0}, {Received::Kind::pong, "", 0}, {Received::Kind::text, "Hello", 0}});
}

TEST(WebSocketDecoder, CodePointsMayBeSplitOverFragments) {
  expect(masked("\x01", "h\xC3") + masked("\x80", "\xA9"), {{Received::Kind::text, "hé", 0}});
}

TEST(WebSocketDecoder, EmptyAndBinaryMessages) {
  expect(client_frame(Opcode::text, "", 1) + client_frame(Opcode::binary, "\x00\xFF"s, 2),
         {{Received::Kind::text, "", 0}, {Received::Kind::binary, "\x00\xFF"s, 0}});
}

TEST(WebSocketDecoder, Close) {
  expect(client_frame(Opcode::close, "", 1), {{Received::Kind::close, "", 1005}});
  expect(client_frame(Opcode::close,
                      "\x03\xE8"
                      "bye",
                      1),
         {{Received::Kind::close, "bye", 1000}});
  for (const int code : {999, 1004, 1005, 1006, 1015, 2999, 5000}) {
    const std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    expect(client_frame(Opcode::close, payload, 1), {{Received::Kind::error, "", 1002}});
  }
  expect(client_frame(Opcode::close, "x", 1), {{Received::Kind::error, "", 1002}});
  expect(client_frame(Opcode::close, "\x03\xE8\xFF", 1), {{Received::Kind::error, "", 1007}});
}

TEST(WebSocketDecoder, FaultsOfTheProtocol) {
  const std::vector<Seen> fault{{Received::Kind::error, "", 1002}};
  expect(masked("\xC1", "x"), fault);  // reserved bit
  expect("\x81\x05Hello", fault);      // not masked
  expect(masked("\x83", "x"), fault);  // unknown opcode
  expect(masked("\x09", ""), fault);   // fragmented ping
  expect(client_frame(Opcode::ping, std::string(126, 'x'), 3), fault);
  expect(masked("\x80", "x"), fault);                        // continuation of nothing
  expect(masked("\x01", "a") + masked("\x81", "b"), fault);  // message inside a message
  expect("\x82\xFF\x80\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04"s, fault);
  EXPECT_EQ(decode_as(Role::client, {client_frame(Opcode::text, "x", 1)}), fault);
}

TEST(WebSocketDecoder, InvalidTextIsRefusedEarly) {
  expect(masked("\x01", "a\xFF"), {{Received::Kind::error, "", 1007}});
  expect(client_frame(Opcode::text, "a\xC3", 1), {{Received::Kind::error, "", 1007}});
}

TEST(WebSocketDecoder, SizeIsBoundedWhateverIsDeclared) {
  EXPECT_EQ(decode_as(Role::server, {client_frame(Opcode::binary, std::string(1000, 'x'), 1)}).front().payload.size(),
            1000U);
  const std::vector<Seen> too_big{{Received::Kind::error, "", 1009}};
  EXPECT_EQ(decode_as(Role::server, {client_frame(Opcode::binary, std::string(1001, 'x'), 1)}), too_big);
  EXPECT_EQ(decode_as(Role::server, {"\x82\xFF\x00\x00\x00\x7F\x00\x00\x00\x00\x01\x02\x03\x04"s}), too_big)
      << "from the header alone";
  EXPECT_EQ(decode_as(Role::server, {masked("\x02", std::string(600, 'x')) + masked("\x80", std::string(401, 'x'))}),
            too_big);
}

TEST(WebSocketDecoder, IsSmallWhenIdle) {
  EXPECT_LE(sizeof(Decoder), 112U);
}

TEST(WebSocketFrame, LongReasonsAreCutBetweenCharacters) {
  std::string reason;
  for (int n = 0; n < 70; ++n) reason += "é";
  EXPECT_EQ(close_payload(CloseCode::policy, reason).size(), 2U + 122U);
}

}  // namespace
}  // namespace gb::websocket
