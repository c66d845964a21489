#include "protocol/guild/packets.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gb::guild {
namespace {

using nlohmann::json;

template <class T>
std::string reason(const Decoded<T>& decoded) {
  const auto* refused = std::get_if<Refused>(&decoded);
  return refused == nullptr ? std::string() : refused->reason;
}

TEST(GuildPackets, Ids) {
  EXPECT_EQ(std::get<std::int64_t>(decode_id(json::array({7}), "guild")), 7);
  for (const json& wrong :
       {json::array(), json::array({"7"}), json::array({nullptr}), json::array({1.5}), json::array({json::object()}),
        json::array({json::array({7})}), json::array({true}), json::array({most_id + 1})})
    EXPECT_FALSE(reason(decode_id(wrong, "guild")).empty()) << wrong;
}

TEST(GuildPackets, Posts) {
  const auto post = decode_post(json::array({{{"content", "hi"}, {"nonce", "n"}}}), {});
  EXPECT_EQ(std::get<Post>(post).content, "hi");
  EXPECT_EQ(std::get<Post>(post).nonce, "n");
  const auto no_nul = decode_post(json::array({{{"content", std::string("a\0b", 3)}}}), {});
  EXPECT_EQ(std::get<Post>(no_nul).content, "ab");
  for (const json& wrong :
       {json::object(), json{{"content", 5}}, json{{"content", nullptr}}, json{{"content", ""}}, json("text"),
        json(nullptr), json{{"content", "x"}, {"nonce", 5}}, json{{"content", "x"}, {"attachments", "no"}},
        json{{"content", std::string(70'000, 'x')}}, json{{"content", "x"}, {"nonce", std::string(65, 'x')}}})
    EXPECT_FALSE(reason(decode_post(json::array({wrong}), {})).empty()) << wrong.dump().substr(0, 80);
}

TEST(GuildPackets, FileNamesNeverLeaveTheirFolder) {
  for (const char* name : {"a.png", "a b.gif", "ü.jpg"}) EXPECT_TRUE(is_file_name(name, {})) << name;
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a\\b"),
        std::string("a\nb"), std::string("a\0b", 3), std::string(300, 'x')})
    EXPECT_FALSE(is_file_name(name, {})) << name;
}

TEST(GuildPackets, History) {
  const auto asked =
      std::get<History>(decode_history(json::array({{{"channel", 1}, {"before", 9}, {"limit", 1000}}}), {}));
  EXPECT_EQ(asked.before, 9);
  EXPECT_EQ(asked.limit, Limits{}.history) << "cut, not refused";
  for (const json& wrong : {json::object(), json{{"channel", "1"}}, json{{"channel", 1}, {"before", "x"}},
                            json{{"channel", 1}, {"limit", -1}}})
    EXPECT_FALSE(reason(decode_history(json::array({wrong}), {})).empty()) << wrong;
}

TEST(GuildPackets, SetActiveChannel) {
  const auto set = std::get<SetActiveChannel>(decode_set_active_channel(json::array({{{"guild", 1}, {"channel", 2}}})));
  EXPECT_EQ(set.channel, 2);
  EXPECT_FALSE(reason(decode_set_active_channel(json::array({{{"guild", 1}}}))).empty());
}

}  // namespace
}  // namespace gb::guild
