// Vectors of the public Socket.IO protocol documents.
#include "protocol/socketio/packet.hpp"

#include <gtest/gtest.h>

namespace gb::socketio {
namespace {

using nlohmann::json;

TEST(SocketIoPacket, TheDocumentsOwnExamples) {
  EXPECT_EQ(decode("0")->type, PacketType::connect);
  const auto connect = decode(R"(0/admin,{"sid":"x"})");
  EXPECT_EQ(connect->space, "/admin");
  EXPECT_EQ(connect->data, json({{"sid", "x"}}));
  EXPECT_EQ(decode("1/admin,")->type, PacketType::disconnect);
  const auto event = decode(R"(2/admin,456["project:delete",123])");
  EXPECT_EQ(event->id, 456U);
  EXPECT_EQ(event->data, json::array({"project:delete", 123}));
  const auto ack = decode("3/admin,456[]");
  EXPECT_EQ(ack->type, PacketType::ack);
  EXPECT_EQ(ack->data, json::array());
  const auto binary = decode(R"(51-["hello",{"_placeholder":true,"num":0}])");
  EXPECT_EQ(binary->type, PacketType::binary_event);
  EXPECT_EQ(binary->attachments, 1U);
}

TEST(SocketIoPacket, WhatIsMalformed) {
  for (const char* wrong : {"",
                            "7",
                            "x",
                            "2",
                            "2[]",
                            "2{}",
                            "2[1]",
                            R"(2["connect"])",
                            R"(2["disconnect"])",
                            "2[\"a\"",
                            "5[\"a\"]",
                            "5-[\"a\"]",
                            "599999999999-[\"a\"]",
                            "52",
                            "2/admin",
                            "3",
                            "3{}",
                            "299999999999999999999[\"a\"]",
                            "4x",
                            "0{"})
    EXPECT_FALSE(decode(wrong)) << wrong;
  EXPECT_FALSE(decode("5" + std::to_string(most_attachments + 1) + "-[\"a\"]"));
}

TEST(SocketIoPacket, NumbersThatJavaScriptCannotCountAreNoIds) {
  EXPECT_EQ(decode("2" + std::to_string(most_ack_id) + "[\"a\"]")->id, most_ack_id);
  EXPECT_FALSE(decode("2" + std::to_string(most_ack_id + 1) + "[\"a\"]"));
}

TEST(SocketIoPacket, WhatIsWritten) {
  EXPECT_EQ(encode_event("message", "{}"), R"(2["message",{}])");
  EXPECT_EQ(encode_event("message", ""), R"(2["message"])");
  EXPECT_EQ(encode_ack("/", 7, "[1]"), "37[1]");
  EXPECT_EQ(encode_ack("/admin", 7, "[1]"), "3/admin,7[1]");
  EXPECT_EQ(encode_connect(Dialect::v4, "/", "s"), R"(0{"sid":"s"})");
  EXPECT_EQ(encode_connect(Dialect::v2, "/", "s"), "0");
  EXPECT_EQ(encode_connect_error(Dialect::v4, "/", "no"), R"(4{"message":"no"})");
  EXPECT_EQ(encode_connect_error(Dialect::v2, "/", "no"), R"(4"no")");
}

TEST(SocketIoPacket, BinaryValuesBecomeAttachments) {
  const json data = json::array({"file", json::binary({1, 2}), {{"more", json::binary({3})}}});
  const Encoded encoded = encode_with_attachments(PacketType::event, "/", 3, data);
  EXPECT_TRUE(encoded.text.starts_with("52-3[")) << encoded.text;
  ASSERT_EQ(encoded.attachments.size(), 2U);
  EXPECT_EQ(encoded.attachments[0], "\x01\x02");
}

}  // namespace
}  // namespace gb::socketio
