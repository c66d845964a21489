// Vectors of the public Engine.IO protocol documents, versions 4 and 3.
#include "protocol/engineio/payload.hpp"

#include <gmock/gmock.h>

namespace gb::engineio {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Packet text(std::string data) {
  return {PacketType::message, false, std::move(data)};
}

Packet bytes(std::string data) {
  return {PacketType::message, true, std::move(data)};
}

TEST(EngineIoPacket, TextAndBinary) {
  EXPECT_EQ(encode_text(PacketType::message, "hello"), "4hello");
  EXPECT_EQ(decode_text("2probe"), (Packet{PacketType::ping, false, "probe"}));
  EXPECT_EQ(decode_text("6"), (Packet{PacketType::noop, false, ""}));
  for (const char* wrong : {"", "7", "x", "-1", "b"}) EXPECT_FALSE(decode_text(wrong)) << wrong;
  EXPECT_EQ(encode_binary(Version::v4, "\x01\x02"), "\x01\x02");
  EXPECT_EQ(encode_binary(Version::v3, "\x01\x02"), "\x04\x01\x02");
  EXPECT_EQ(decode_binary(Version::v4, ""), bytes(""));
  EXPECT_FALSE(decode_binary(Version::v3, "")) << "the type is missing";
  EXPECT_EQ(decode_binary(Version::v3, "\x04x"), bytes("x"));
}

TEST(EngineIoPayload, Version4) {
  const std::vector<Packet> packets{text("hello"), {PacketType::ping, false, ""}, bytes("\x01\x02\x03\x04")};
  EXPECT_EQ(encode_payload(Version::v4, packets, true).body,
            "4hello\x1e"
            "2\x1e"
            "bAQIDBA==");
  EXPECT_EQ(decode_payload(Version::v4,
                           "4hello\x1e"
                           "2\x1e"
                           "bAQIDBA==",
                           false),
            packets);
  for (const char* wrong : {"", "4a\x1e",
                            "\x1e"
                            "4a",
                            "9", "b%%%",
                            "4a\x1e\x1e"
                            "4b"})
    EXPECT_FALSE(decode_payload(Version::v4, wrong, false)) << wrong;
}

TEST(EngineIoPayload, Version3CountsUtf16Units) {
  EXPECT_EQ(encode_payload(Version::v3, {text("hello"), text("€")}, true).body, "6:4hello2:4€");
  EXPECT_EQ(encode_payload(Version::v3, {text("👋")}, true).body, "3:4👋");
  EXPECT_EQ(decode_payload(Version::v3, "6:4hello2:4€3:4👋", false), (std::vector{text("hello"), text("€"), text("👋")}));
  EXPECT_EQ(decode_payload(Version::v3, "10:b4AQIDBA==", false), (std::vector{bytes("\x01\x02\x03\x04")}));
  for (const char* wrong : {"", "6", "6:", "6:4hell", "x:4a", "0:", "2:4👋", "99999999999999999999:4a", "-1:4", "1:"})
    EXPECT_FALSE(decode_payload(Version::v3, wrong, false)) << wrong;
}

TEST(EngineIoPayload, Version3Octets) {
  const std::vector<Packet> packets{text("ab"), bytes("\x01\x02")};
  const Payload payload = encode_payload(Version::v3, packets, false);
  ASSERT_TRUE(payload.octets);
  EXPECT_EQ(payload.body, std::string("\x00\x03\xff"
                                      "4ab"
                                      "\x01\x03\xff\x04\x01\x02",
                                      12));
  EXPECT_EQ(decode_payload(Version::v3, payload.body, true), packets);
  for (std::size_t cut = 1; cut < payload.body.size(); ++cut) {
    const auto part = decode_payload(Version::v3, payload.body.substr(0, cut), true);
    EXPECT_TRUE(!part || part->size() == 1) << cut;
  }
}

TEST(EngineIoPayload, NoMoreThanTheMost) {
  std::string many = "2";
  for (std::size_t n = 1; n < most_packets; ++n)
    many +=
        "\x1e"
        "2";
  EXPECT_THAT(*decode_payload(Version::v4, many, false), SizeIs(most_packets));
  EXPECT_FALSE(decode_payload(Version::v4,
                              many + "\x1e"
                                     "2",
                              false));
}

}  // namespace
}  // namespace gb::engineio
