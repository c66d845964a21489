#include "protocol/engineio/handshake.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gb::engineio {
namespace {

Request request(const char* query) {
  return std::get<Request>(parse_query(query));
}

Refusal refusal(const char* query) {
  return std::get<Refusal>(parse_query(query));
}

TEST(EngineIoHandshake, Queries) {
  EXPECT_EQ(request("EIO=4&transport=polling").version, Version::v4);
  EXPECT_EQ(request("EIO=3&transport=websocket&sid=abc").sid, "abc");
  EXPECT_EQ(request("transport=websocket&EIO=4&t=x").transport, Transport::websocket);
  EXPECT_TRUE(request("EIO=3&transport=polling&b64=1").base64);
  EXPECT_EQ(request("EIO=3&transport=polling&token=a%2Bb+c%3D").token, "a+b+c=");
}

TEST(EngineIoHandshake, WhatIsRefused) {
  EXPECT_EQ(refusal("transport=polling"), Refusal::unsupported_version);
  EXPECT_EQ(refusal("EIO=5&transport=polling"), Refusal::unsupported_version);
  EXPECT_EQ(refusal("EIO=4"), Refusal::unknown_transport);
  EXPECT_EQ(refusal("EIO=4&transport=tcp"), Refusal::unknown_transport);
  EXPECT_EQ(refusal("EIO=4&transport=polling&transport=websocket"), Refusal::bad_request);
  for (const char* odd : {"", "&&&", "=", "%", "EIO", "EIO=4&transport=%zz"})
    EXPECT_TRUE(std::holds_alternative<Refusal>(parse_query(odd))) << odd;
}

TEST(EngineIoHandshake, BodiesAreJson) {
  const auto body = nlohmann::json::parse(refusal_body(Refusal::unknown_session));
  EXPECT_EQ(body["code"], 1);
  EXPECT_FALSE(body["message"].get<std::string>().empty());
  const auto open = nlohmann::json::parse(open_data("sid-1", true, Settings{}));
  EXPECT_EQ(open["sid"], "sid-1");
  EXPECT_EQ(open["upgrades"], nlohmann::json::array({"websocket"}));
  EXPECT_EQ(open["pingInterval"], 25000);
  EXPECT_EQ(open["pingTimeout"], 20000);
  EXPECT_EQ(open["maxPayload"], 5 << 20);
}

}  // namespace
}  // namespace gb::engineio
