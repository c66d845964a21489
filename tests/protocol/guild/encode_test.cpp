#include "protocol/guild/encode.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gb::guild {
namespace {

using nlohmann::json;

const Date noon{std::chrono::milliseconds(1'769'860'800'000)};

TEST(GuildEncode, AMessageHasExactlyTheProtocolsKeys) {
  Message message;
  message.id = 5;
  message.channel = 2;
  message.guild = 1;
  message.content = "hi \"there\"\n👋";
  message.author = {7, noon, "alice", "Alice"};
  message.attachments.push_back({7, "a.png", 640, std::nullopt});
  message.created = noon;
  const json written = json::parse(to_json(message));
  EXPECT_EQ(written, json::parse(R"({"id":5,"channel":2,"guild":1,"content":"hi \"there\"\n👋",
    "author":{"id":7,"created":"2026-01-31T12:00:00.000Z","handle":"alice","displayName":"Alice"},
    "attachments":[{"userId":7,"fileName":"a.png","width":640}],"created":"2026-01-31T12:00:00.000Z"})"));
}

TEST(GuildEncode, IllFormedTextNeverGetsOut) {
  Message message;
  message.content =
      "a\xff\xfe"
      "b\xed\xa0\x80";
  message.author.display_name = "\xc0";
  EXPECT_NO_THROW(json::parse(to_json(message)));
}

TEST(GuildEncode, Answers) {
  EXPECT_EQ(json::parse(ack_ok()), json::parse(R"([{"ok":true}])"));
  EXPECT_EQ(json::parse(ack_error("no")), json::parse(R"([{"ok":false,"error":"no"}])"));
  EXPECT_EQ(json::parse(rejected("post", "too long"))["packet"], "post");
  EXPECT_EQ(json::parse(message_removed(5, 2)), json::parse(R"({"id":5,"channel":2})"));
  const json history = json::parse(history_answer(2, {}, true));
  EXPECT_EQ(history["channel"], 2);
  EXPECT_EQ(history["more"], true);
}

}  // namespace
}  // namespace gb::guild
