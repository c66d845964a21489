#include "adapters/matrix/wire/content.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gb::matrix {
namespace {

using core::MessageKind;
using nlohmann::json;

json of(const Outgoing& message) {
  return json::parse(message_content(message));
}

TEST(MatrixContent, PlainWordsNeedNoHtml) {
  const json content = of({MessageKind::text, {"a *b* <c>", {}}});
  EXPECT_EQ(content, (json{{"msgtype", "m.text"}, {"body", "a *b* <c>"}, {"m.mentions", json::object()}}));
}

TEST(MatrixContent, ABotSaysWhoSpeaks) {
  Outgoing message{MessageKind::text, {"hello", {}}};
  message.name = "Al_i*ce";
  const json content = of(message);
  EXPECT_EQ(content["body"], "**Al_i*ce**: hello");
  EXPECT_EQ(content["formatted_body"], "<strong>Al_i*ce</strong>: hello");
  message.kind = MessageKind::action;
  message.body.text = "waves";
  EXPECT_EQ(of(message)["msgtype"], "m.text");
  EXPECT_EQ(of(message)["body"], "* Al_i*ce waves");
}

TEST(MatrixContent, KindsKeepTheirKind) {  // F53
  EXPECT_EQ(of({MessageKind::action, {"waves", {}}})["msgtype"], "m.emote");
  EXPECT_EQ(of({MessageKind::notice, {"ok", {}}})["msgtype"], "m.notice");
}

TEST(MatrixContent, MentionsNameWhomTheBodyNames) {
  const json content = of({MessageKind::text, {"carol: @room", {{0, 5, core::Style::mention, "@carol:e.org"}}}});
  EXPECT_EQ(content["m.mentions"], (json{{"user_ids", {"@carol:e.org"}}}));
  EXPECT_EQ(content["body"].get<std::string>().find("@room"), std::string::npos) << "nobody calls everybody (F150)";
}

TEST(MatrixContent, RelationsAndMark) {
  Outgoing message{MessageKind::text, {"yes", {}}};
  message.reply_to = "$1";
  message.mark = Mark{"h", Seq{5}, 0};
  const json content = of(message);
  EXPECT_EQ(content["m.relates_to"], (json{{"m.in_reply_to", {{"event_id", "$1"}}}}));
  EXPECT_EQ(content["net.guildbridge"], (json{{"house", "h"}, {"seq", 5}, {"part", 0}}));
}

TEST(MatrixContent, AnEditReplaces) {
  const json content = json::parse(edit_content({MessageKind::text, {"new", {{0, 3, core::Style::bold, {}}}}}, "$1"));
  EXPECT_EQ(content["m.relates_to"], (json{{"rel_type", "m.replace"}, {"event_id", "$1"}}));
  EXPECT_EQ(content["m.new_content"]["formatted_body"], "<strong>new</strong>");
  EXPECT_EQ(content["body"].get<std::string>().substr(0, 2), "* ");
}

TEST(MatrixContent, LongEditsFitInAnEvent) {
  const core::RichText longest{std::string(40'000, 'x'), {}};
  EXPECT_LT(edit_content({MessageKind::text, longest}, "$1").size(), 60'000U);
}

}  // namespace
}  // namespace gb::matrix
