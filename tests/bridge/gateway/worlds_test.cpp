#include "bridge/gateway/proxy/worlds.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "protocol/text/json.hpp"

namespace gb::gateway {
namespace {

using nlohmann::json;

const Numbering ids(true);
const std::string at_border = "4503599627370496";     // 2^52
const std::string below_border = "4503599627370495";  // 2^52 - 1
const std::string largest = "9007199254740991";       // 2^53 - 1
const std::string too_large = "9007199254740992";     // 2^53

/// The world of a packet with this payload, none where that is empty; "neither" where it is for none.
std::string world(const std::string& name, const std::string& payload, World active = World::none) {
  socketio::Event event{"/", name, json::array(), {}};
  if (!payload.empty()) event.arguments.push_back(text::parse_json(payload));
  const auto found = world_of(event, ids, active);
  const auto* world = std::get_if<World>(&found);
  if (world == nullptr) return "neither";
  return *world == World::ours ? "ours" : *world == World::origin ? "origin" : "none";
}

socketio::Received packet(const std::string& text) {
  return {*socketio::decode(text, socketio::Sender::server), text, {}};
}

std::string quoted(const std::string& id) {
  return '"' + id + '"';
}

std::string guild(const std::string& id) {
  return R"({"id":)" + id + R"(,"name":"g"})";
}

const std::string ours = guild("4503599627370497");

std::string with_ours(const std::string& theirs) {
  return with_our_guilds(packet(theirs), ours, ids).text;
}

TEST(Worlds, TheIdTellsWhoseAGuildOrAChannelIs) {
  for (const char* name : {"guild", "channel"}) {
    EXPECT_EQ(world(name, "7"), "origin");
    EXPECT_EQ(world(name, "0"), "origin");
    EXPECT_EQ(world(name, below_border), "origin");
    EXPECT_EQ(world(name, at_border), "ours");
    EXPECT_EQ(world(name, largest), "ours");
  }
}

TEST(Worlds, DirectMessagesAreTheOrigins) {
  EXPECT_EQ(world("guild", "-1"), "origin");
  EXPECT_EQ(world("channel", "-" + at_border), "origin");
  EXPECT_EQ(world("setactivechannel", R"({"guild":-1,"channel":5})"), "origin");
}

TEST(Worlds, AnIdMayBeAString) {
  for (const char* name : {"guild", "channel"}) {
    EXPECT_EQ(world(name, quoted("7")), "origin");
    EXPECT_EQ(world(name, quoted("-1")), "origin");
    EXPECT_EQ(world(name, quoted(below_border)), "origin");
    EXPECT_EQ(world(name, quoted(at_border)), "ours");
  }
  EXPECT_EQ(world("history", R"({"channel":")" + at_border + R"("})"), "ours");
}

TEST(Worlds, AnIdThatIsNoneIsForNeither) {
  for (const std::string& id :
       {too_large, "-" + too_large, std::string("1.5"), at_border + ".5", std::string("1e300"),
        std::string("18446744073709551615"), quoted(""), quoted("x"), quoted("7 "), quoted(" 7"), quoted("+7"),
        quoted("0x7"), quoted("7.0"), quoted(too_large), quoted("99999999999999999999")}) {
    EXPECT_EQ(world("guild", id), "neither") << id;
    EXPECT_EQ(world("channel", id), "neither") << id;
    EXPECT_EQ(world("setactivechannel", R"({"guild":1,"channel":)" + id + "}"), "neither") << id;
  }
}

TEST(Worlds, WhatNamesNothingIsTheOriginsToJudge) {
  for (const char* name : {"guild", "channel", "history", "setactivechannel"})
    for (const char* payload : {"", "null", "true", "{}", "[]", R"({"channel":null})", R"({"channel":{}})"})
      EXPECT_EQ(world(name, payload), "origin") << name << " " << payload;
  EXPECT_EQ(world("history", at_border), "origin") << "the id has another place there";
  EXPECT_EQ(world("guild", R"({"channel":)" + at_border + "}"), "origin");
}

TEST(Worlds, HistoryAndTheActiveChannelNameAChannel) {
  EXPECT_EQ(world("history", R"({"channel":7,"limit":10})"), "origin");
  EXPECT_EQ(world("history", R"({"channel":)" + at_border + "}"), "ours");
  EXPECT_EQ(world("setactivechannel", R"({"guild":1,"channel":7})"), "origin");
  EXPECT_EQ(world("setactivechannel", R"({"guild":)" + at_border + R"(,"channel":)" + largest + "}"), "ours");
}

TEST(Worlds, WhatIsAboutTheActiveChannelGoesWhereThatIs) {
  for (const char* name : {"post", "typing", "upload", "unsetactivechannel"}) {
    EXPECT_EQ(world(name, "", World::ours), "ours") << name;
    EXPECT_EQ(world(name, "", World::origin), "origin") << name;
    EXPECT_EQ(world(name, "", World::none), "origin") << name;
    EXPECT_EQ(world(name, at_border, World::origin), "origin") << "whatever the payload is";
  }
}

TEST(Worlds, EverythingElseIsTheOrigins) {
  EXPECT_EQ(world("listguilds", "", World::ours), "origin");
  EXPECT_EQ(world("something", at_border, World::ours), "origin");
  EXPECT_EQ(world("", "", World::ours), "origin");
}

TEST(Worlds, GuildsOfBothAreOneList) {
  EXPECT_EQ(with_ours(R"(2["listguilds",[{"id":1},{"id":2}]])"), R"(2["listguilds",[{"id":1},{"id":2},)" + ours + "]]");
  EXPECT_EQ(with_our_guilds(packet(R"(2["listguilds",[{"id":1}]])"), ours + "," + ours, ids).text,
            R"(2["listguilds",[{"id":1},)" + ours + "," + ours + "]]");
}

TEST(Worlds, EitherListMayBeEmpty) {
  EXPECT_EQ(with_ours(R"(2["listguilds",[]])"), R"(2["listguilds",[)" + ours + "]]");
  EXPECT_EQ(with_our_guilds(packet(R"(2["listguilds",[{"id":1}]])"), "", ids).text, R"(2["listguilds",[{"id":1}]])");
  const AllGuilds none = with_our_guilds(packet(R"(2["listguilds",[]])"), "", ids);
  EXPECT_EQ(none.text, R"(2["listguilds",[]])");
  EXPECT_FALSE(none.left_out);
}

TEST(Worlds, WhatTheOriginSaysStaysByteForByte) {
  const std::string theirs = R"({"created" : "2026","name":"\u0041 ]] \" é", "id":1.0e0, "x":[[1]], "id": 1 })";
  EXPECT_EQ(with_ours(R"(2[ "listguilds" , [ )" + theirs + " ]]"),
            R"(2[ "listguilds" , [ )" + theirs + " ," + ours + "]]");
  EXPECT_EQ(with_ours(R"(217["listguilds",[{"id":1}]])"), R"(217["listguilds",[{"id":1},)" + ours + "]]");
  EXPECT_EQ(with_ours(R"(2["listguilds",[ ]])"), R"(2["listguilds",[ )" + ours + "]]");
}

TEST(Worlds, TheirDirectMessagesAndIdsThatAreStringsStay) {
  const std::string theirs = R"({"id":-1},{"id":"7"},{"id":)" + below_border + R"(},{"name":"without"})";
  const AllGuilds all = with_our_guilds(packet(R"(2["listguilds",[)" + theirs + "]]"), ours, ids);
  EXPECT_EQ(all.text, R"(2["listguilds",[)" + theirs + "," + ours + "]]");
  EXPECT_FALSE(all.left_out);
}

TEST(Worlds, GuildsThatCannotBeToldFromOursAreLeftOut) {
  for (const std::string& id : {at_border, quoted(at_border), largest, too_large, "-" + too_large, std::string("1.5"),
                                quoted("x"), std::string("null"), std::string("[1]")}) {
    const AllGuilds all =
        with_our_guilds(packet(R"(2["listguilds",[{"id":1},)" + guild(id) + R"(,{"id":2}]])"), ours, ids);
    EXPECT_TRUE(all.left_out) << id;
    EXPECT_EQ(all.text, R"(2["listguilds",[{"id":1},{"id":2},)" + ours + "]]") << id;
  }
}

TEST(Worlds, WhereAllAreLeftOutOursRemain) {
  const auto theirs = packet(R"(2["listguilds",[)" + guild(at_border) + "," + guild(largest) + "]]");
  const AllGuilds all = with_our_guilds(theirs, ours, ids);
  EXPECT_TRUE(all.left_out);
  EXPECT_EQ(all.text, R"(2["listguilds",[)" + ours + "]]");
  const AllGuilds none = with_our_guilds(theirs, "", ids);
  EXPECT_TRUE(none.left_out);
  EXPECT_EQ(none.text, R"(2["listguilds",[]])");
}

TEST(Worlds, WhatIsNoListStaysAsItIs) {
  for (const char* text : {R"(2["listguilds"])", R"(2["listguilds",null])", R"(2["listguilds",{"a":[[1]]}])",
                           R"(2["listguilds",[],[]])", R"(2["listguilds","[[]]"])"}) {
    const AllGuilds all = with_our_guilds(packet(text), ours, ids);
    EXPECT_EQ(all.text, text);
    EXPECT_FALSE(all.left_out);
  }
}

TEST(Worlds, TheMergedListIsAPacket) {
  for (const char* text : {R"(2["listguilds",[]])", R"(2["listguilds",[{"id":1}]])", R"(2["listguilds",[ {"id":1} ]])",
                           R"(2["listguilds",[[1]]])"}) {
    const auto merged = socketio::decode(with_ours(text), socketio::Sender::server);
    ASSERT_TRUE(merged) << text;
    EXPECT_EQ(merged->data.at(1).back(), json::parse(ours)) << text;
    EXPECT_EQ(merged->data.at(1).size(), packet(text).packet.data.at(1).size() + 1) << text;
  }
}

TEST(Worlds, AUserOfTheOriginHasAnIdBelowOurs) {
  const auto id_of = [](const std::string& id) { return origin_id(json::parse(R"({"id":)" + id + "}")); };
  EXPECT_EQ(id_of("0"), 0);
  EXPECT_EQ(id_of("7"), 7);
  EXPECT_EQ(id_of(quoted("7")), 7);
  EXPECT_EQ(id_of(below_border), most_origin_id);
  for (const std::string& id : {at_border, quoted(at_border), largest, too_large, std::string("-1"), quoted("-1"),
                                std::string("1.5"), std::string("null"), std::string("{}"), quoted("x")})
    EXPECT_FALSE(id_of(id)) << id;
  for (const char* user : {"null", "7", "[]", "{}", R"("7")"}) EXPECT_FALSE(origin_id(json::parse(user))) << user;
}

TEST(ClearIds, AnIdThatCouldBeOursIsFoundWhereverItStands) {
  const Numbering numbering(true);
  const auto clear = [&](const char* packet, const char* payload) {
    return has_clear_ids(packet, nlohmann::json::parse(payload), numbering);
  };
  EXPECT_TRUE(clear("message", R"({"id":5,"content":"x"})"));
  EXPECT_FALSE(clear("message", R"({"id":4503599627370496})"));
  EXPECT_FALSE(clear("typing", R"({"id":"x"})"));
  EXPECT_TRUE(clear("guild", R"({"guild":{"id":-1},"channels":[{"id":1},{"id":"2"}]})"));
  EXPECT_FALSE(clear("guild", R"({"guild":{"id":4503599627370496},"channels":[]})"));
  EXPECT_FALSE(clear("guild", R"({"guild":{"id":1},"channels":[{"id":1},{"id":4503599627370497}]})"));
  EXPECT_FALSE(clear("channel", R"({"messages":[{"id":9007199254740991}],"users":[]})"));
  EXPECT_FALSE(clear("channel", R"({"messages":[],"users":[{"id":1.5}]})"));
  EXPECT_TRUE(clear("channel", R"({"messages":5})")) << "not for us to judge";
  EXPECT_TRUE(clear("extra", R"({"id":4503599627370496})"));
  EXPECT_TRUE(clear("message", "5"));
}

}  // namespace
}  // namespace gb::gateway
