#include "adapters/matrix/wire/event.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "adapters/matrix/wire/said.hpp"

namespace gb::matrix {
namespace {

using nlohmann::json;

json message(json content) {
  return {{"type", "m.room.message"},       {"room_id", "!r:example.org"},           {"event_id", "$1"},
          {"sender", "@alice:example.org"}, {"origin_server_ts", 1'769'860'800'000}, {"content", std::move(content)}};
}

Said said(json content) {
  const RoomEvent event = parse_event(message(std::move(content)));
  const auto* one = std::get_if<Said>(&event.content);
  EXPECT_NE(one, nullptr);
  return one == nullptr ? Said{} : *one;
}

json reply_to(const char* id) {
  return {{"m.in_reply_to", {{"event_id", id}}}};
}

TEST(MatrixEvent, AMessage) {
  const RoomEvent event = parse_event(message({{"msgtype", "m.text"}, {"body", "hi"}}));
  EXPECT_EQ(event.room_id, "!r:example.org");
  EXPECT_EQ(event.sender, "@alice:example.org");
  EXPECT_EQ(event.sent, Time(std::chrono::milliseconds(1'769'860'800'000)));
  EXPECT_EQ(std::get<Said>(event.content).body.text, "hi");
}

TEST(MatrixEvent, KindsKeepTheirKind) {  // F53
  EXPECT_EQ(said({{"msgtype", "m.emote"}, {"body", "waves"}}).kind, core::MessageKind::action);
  EXPECT_EQ(said({{"msgtype", "m.notice"}, {"body", "build ok"}}).kind, core::MessageKind::notice);
}

TEST(MatrixEvent, TheFormattedBodyWins) {
  const Said one = said(
      {{"msgtype", "m.text"}, {"body", "**a**"}, {"format", "org.matrix.custom.html"}, {"formatted_body", "<b>a</b>"}});
  EXPECT_EQ(one.body.text, "a");
  EXPECT_EQ(one.body.spans.size(), 1U);
  EXPECT_EQ(
      said({{"msgtype", "m.text"}, {"body", "**a**"}, {"format", "other"}, {"formatted_body", "<b>a</b>"}}).body.text,
      "**a**");
}

TEST(MatrixEvent, ReplyFallbacksInAllShapes) {  // F87
  for (const char* body :
       {"> <@bob:example.org> q\n> q2\n\nans", "> <@bob:example.org> q\n> q2\nans", "> <Bob> q\n\nans", "ans"}) {
    const Said one = said({{"msgtype", "m.text"}, {"body", body}, {"m.relates_to", reply_to("$0")}});
    EXPECT_EQ(one.body.text, "ans") << body;
    EXPECT_EQ(one.reply_to, "$0");
  }
  const Said quoted = said({{"msgtype", "m.text"}, {"body", "> quoted by hand\nand more"}});
  EXPECT_EQ(quoted.body.text, "> quoted by hand\nand more");
  EXPECT_EQ(quoted.reply_to, std::nullopt);
}

TEST(MatrixEvent, AReplyOfManyLinesAndAThread) {  // F88
  EXPECT_EQ(said({{"msgtype", "m.text"}, {"body", "> <@b:e> q\n\none\ntwo\nthree"}, {"m.relates_to", reply_to("$0")}})
                .body.text,
            "one\ntwo\nthree");
  json thread = reply_to("$9");
  thread["rel_type"] = "m.thread";
  thread["event_id"] = "$root";
  thread["is_falling_back"] = true;
  const Said one = said({{"msgtype", "m.text"}, {"body", "x"}, {"m.relates_to", thread}});
  EXPECT_EQ(one.reply_to, std::nullopt);
  EXPECT_EQ(one.thread, "$root");
}

TEST(MatrixEvent, AnEditIsItsNewContent) {  // F82
  const Said one = said({{"msgtype", "m.text"},
                         {"body", "* Is X possible?"},
                         {"m.new_content", {{"msgtype", "m.text"}, {"body", "Is X possible?"}}},
                         {"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$1"}}}});
  EXPECT_EQ(one.edits, "$1");
  EXPECT_EQ(one.body.text, "Is X possible?");
  EXPECT_EQ(
      said(
          {{"msgtype", "m.text"}, {"body", "* new"}, {"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$1"}}}})
          .body.text,
      "new")
      << "without new_content the mark still goes";
}

TEST(MatrixEvent, CaptionAndFileName) {  // F77
  json content = {{"msgtype", "m.image"},
                  {"filename", "cat.png"},
                  {"body", "look **here**"},
                  {"format", "org.matrix.custom.html"},
                  {"formatted_body", "look <b>here</b>"},
                  {"url", "mxc://example.org/abc"},
                  {"info", {{"size", 1676}, {"mimetype", "image/png"}}}};
  const Said captioned = said(content);
  EXPECT_EQ(captioned.body.text, "look here");
  ASSERT_TRUE(captioned.media);
  EXPECT_EQ(captioned.media->name, "cat.png");
  EXPECT_EQ(captioned.media->size, 1676);
  content["filename"] = content["body"] = "cat.png";
  content.erase("format");
  EXPECT_EQ(said(content).body.text, "");
  content.erase("filename");
  EXPECT_EQ(said(content).media->name, "cat.png");
}

TEST(MatrixEvent, SizesThatLieAreNotBelieved) {  // F76
  for (const json& size : {json(-5), json("100"), json(1.5), json(nullptr)})
    EXPECT_EQ(
        said({{"msgtype", "m.file"}, {"body", "x"}, {"url", "mxc://a/b"}, {"info", {{"size", size}}}}).media->size,
        std::nullopt);
}

TEST(MatrixEvent, FileNamesAreNoWeapons) {  // F143
  for (const char* name : {"../../x", "..\\x", "/abs/x", ".x"})
    EXPECT_EQ(said({{"msgtype", "m.file"}, {"body", name}, {"url", "mxc://a/b"}}).media->name.find_first_of("/\\"),
              std::string::npos)
        << name;
}

TEST(MatrixEvent, RedactionsOfEveryRoomVersion) {
  json old = message(json::object());
  old["type"] = "m.room.redaction";
  old["redacts"] = "$x";
  EXPECT_EQ(std::get<Redacts>(parse_event(old).content).event_id, "$x");
  json fresh = message({{"redacts", "$y"}});
  fresh["type"] = "m.room.redaction";
  EXPECT_EQ(std::get<Redacts>(parse_event(fresh).content).event_id, "$y");
}

TEST(MatrixEvent, OtherKinds) {
  json event = message({{"membership", "join"}, {"displayname", "Bob\u202E"}});
  event["type"] = "m.room.member";
  event["state_key"] = "@bob:example.org";
  const auto member = std::get<Member>(parse_event(event).content);
  EXPECT_EQ(member.user_id, "@bob:example.org");
  EXPECT_EQ(member.display_name, "Bob");
  event = message({{"replacement_room", "!new"}});
  event["type"] = "m.room.tombstone";
  event["state_key"] = "";
  EXPECT_EQ(std::get<Tombstone>(parse_event(event).content).replacement_room, "!new");
  event["type"] = "m.room.encrypted";
  event.erase("state_key");
  EXPECT_TRUE(std::holds_alternative<Encrypted>(parse_event(event).content));
  event["type"] = "m.reaction";
  EXPECT_TRUE(std::holds_alternative<Reaction>(parse_event(event).content));
}

TEST(MatrixEvent, SparseAndOddJson) {  // F62
  for (const json& content : {json::object(), json(nullptr), json(7), json::array({1}),
                              json({{"msgtype", "m.text"}, {"body", 5}}), json({{"body", nullptr}})})
    EXPECT_TRUE(std::holds_alternative<Unknown>(parse_event(message(content)).content)) << content;
  EXPECT_TRUE(std::holds_alternative<Unknown>(parse_event(json(5)).content));
  json without = message({{"msgtype", "m.text"}, {"body", "x"}});
  without.erase("sender");
  EXPECT_TRUE(std::holds_alternative<Unknown>(parse_event(without).content));
  json shortest = message({{"msgtype", "m.text"}, {"body", "x"}});
  shortest["room_id"] = "!AbCdEf";
  EXPECT_EQ(parse_event(shortest).room_id, "!AbCdEf") << "a room id without a server";
}

TEST(MatrixEvent, TextThatIsABombIsRefused) {  // F154
  std::string deep = R"({"type":"m.room.message","content":)";
  for (int n = 0; n < 100'000; ++n) deep += '[';
  EXPECT_TRUE(std::holds_alternative<Unknown>(parse_event_text(deep).content));
  EXPECT_TRUE(std::holds_alternative<Unknown>(parse_event_text(std::string(1'000'000, '1')).content));
}

TEST(MatrixEvent, OurMarkIsReadBack) {
  const Said one =
      said({{"msgtype", "m.text"}, {"body", "x"}, {"net.guildbridge", {{"house", "h"}, {"seq", 7}, {"part", 2}}}});
  EXPECT_EQ(one.mark, (Mark{"h", Seq{7}, 2}));
  EXPECT_EQ(said({{"msgtype", "m.text"}, {"body", "x"}, {"net.guildbridge", {{"seq", "7"}}}}).mark, std::nullopt);
}

TEST(MatrixEvent, Typing) {  // F72
  const auto typing = parse_typing({{"type", "m.typing"},
                                    {"room_id", "!r:example.org"},
                                    {"content", {{"user_ids", {"@a:b", 5, "nobody", "@a:b"}}}}});
  ASSERT_TRUE(typing);
  EXPECT_EQ(typing->user_ids, std::vector<std::string>{"@a:b"});
  EXPECT_FALSE(parse_typing({{"type", "m.receipt"}, {"room_id", "!r:e"}}));
}

}  // namespace
}  // namespace gb::matrix
