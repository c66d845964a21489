#include "protocol/guild/foreign.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace gb::guild {
namespace {

using nlohmann::json;
using namespace std::chrono;

const Date noon = sys_days{year{2026} / January / 31} + hours(12);

// Every kind of value that is neither an id nor an object.
const std::vector<json> odd = {nullptr, true, false, 1.5, "", "alice", json::array(), json::array({1})};

json message(json changes = json::object()) {
  json out = {{"id", 5}, {"channel", 2}, {"content", "hi"}, {"author", 7}, {"created", "2026-01-31T12:00:00.000Z"}};
  out.update(changes);
  return out;
}

json file(const json& user, const json& name) {
  return {{"userId", user}, {"fileName", name}};
}

TEST(ForeignId, MayBeANumberOrItsDigits) {
  EXPECT_EQ(read_id(7), 7);
  EXPECT_EQ(read_id(0), 0);
  EXPECT_EQ(read_id("7"), 7);
  EXPECT_EQ(read_id("007"), 7);
  EXPECT_EQ(read_id(-1), -1) << "the guild of direct messages";
  EXPECT_EQ(read_id("-1"), -1);
}

TEST(ForeignId, StaysWithinWhatJavaScriptCounts) {
  EXPECT_EQ(read_id(most_id), most_id);
  EXPECT_EQ(read_id(-most_id), -most_id);
  EXPECT_EQ(read_id("9007199254740991"), most_id);
  EXPECT_EQ(read_id("-9007199254740991"), -most_id);
  for (const char* beyond :
       {"9007199254740992", "-9007199254740992", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "18446744073709551615", "18446744073709551616", "99999999999999999999999999"}) {
    EXPECT_FALSE(read_id(json::parse(beyond))) << beyond;
    EXPECT_FALSE(read_id(beyond)) << beyond;
  }
}

TEST(ForeignId, IsNothingElse) {
  for (const json& wrong : odd) EXPECT_FALSE(read_id(wrong)) << wrong;
  for (const json& wrong : {json(-0.5), json(1e300), json(std::nan("")), json(json::object()), json{{"id", 7}}})
    EXPECT_FALSE(read_id(wrong)) << wrong;
  for (const char* wrong : {"+7", " 7", "7 ", "7.0", "7e3", "0x7", "-", "--7", "7,000", "\xD9\xA7"})
    EXPECT_FALSE(read_id(wrong)) << wrong;
  EXPECT_FALSE(read_id(std::string("7\0", 2)));
}

TEST(ForeignUser, IsReadWhole) {
  const auto user = read_user({{"id", "7"},
                               {"handle", "alice"},
                               {"displayName", "Alice"},
                               {"email", "a@example.org"},
                               {"created", "2026-01-31T13:00:00+01:00"},
                               {"handleLastUpdated", "2026-01-31 12:00:00z"}});
  ASSERT_TRUE(user);
  EXPECT_EQ(user->id, 7);
  EXPECT_EQ(user->handle, "alice");
  EXPECT_EQ(user->display_name, "Alice");
  EXPECT_EQ(user->email, "a@example.org");
  EXPECT_EQ(user->created, noon);
  EXPECT_EQ(user->handle_last_updated, noon);
}

TEST(ForeignUser, MayBeABareId) {
  for (const json& bare : {json(7), json("7"), json{{"id", 7}}}) {
    const auto user = read_user(bare);
    ASSERT_TRUE(user) << bare;
    EXPECT_EQ(user->id, 7);
    EXPECT_TRUE(user->handle.empty() && user->display_name.empty() && user->email.empty());
    EXPECT_FALSE(user->created || user->handle_last_updated);
  }
}

TEST(ForeignUser, FieldsOfTheWrongTypeAreLeftOut) {
  for (const json& wrong : {json(nullptr), json(1), json(true), json::array({"x"}), json::object()}) {
    const auto user = read_user({{"id", 7},
                                 {"handle", wrong},
                                 {"displayName", wrong},
                                 {"email", wrong},
                                 {"created", wrong},
                                 {"handleLastUpdated", wrong}});
    ASSERT_TRUE(user) << wrong;
    EXPECT_TRUE(user->handle.empty() && user->display_name.empty() && user->email.empty()) << wrong;
    EXPECT_FALSE(user->created || user->handle_last_updated) << wrong;
  }
}

TEST(ForeignUser, IsNobodyWithoutAnId) {
  for (const json& wrong : odd) {
    EXPECT_FALSE(read_user(wrong)) << wrong;
    EXPECT_FALSE(read_user({{"id", wrong}, {"handle", "alice"}})) << wrong;
  }
  EXPECT_FALSE(read_user(json::object()));
  EXPECT_FALSE(read_user({{"id", {{"id", 7}}}}));
  EXPECT_FALSE(read_user({{"handle", "alice"}}));
}

TEST(ForeignMessage, IsReadWhole) {
  const auto read = read_message(message({{"author", {{"id", 7}, {"handle", "alice"}}},
                                          {"attachments", json::array({file(7, "a.png"), file("8", "b c.gif")})}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, 5);
  EXPECT_EQ(read->channel, 2);
  EXPECT_EQ(read->content, "hi");
  EXPECT_EQ(read->author.id, 7);
  EXPECT_EQ(read->author.handle, "alice");
  EXPECT_EQ(read->created, noon);
  ASSERT_EQ(read->attachments.size(), 2U);
  EXPECT_EQ(read->attachments[0].user_id, 7);
  EXPECT_EQ(read->attachments[0].file_name, "a.png");
  EXPECT_EQ(read->attachments[1].user_id, 8);
}

TEST(ForeignMessage, NeedsNoMoreThanContentAndAnAuthor) {
  const auto read = read_message({{"content", ""}, {"author", "7"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->author.id, 7);
  EXPECT_FALSE(read->id || read->channel || read->created);
  EXPECT_TRUE(read->attachments.empty());
}

TEST(ForeignMessage, WithoutContentOrAnAuthorIsNone) {
  for (const json& wrong : odd) {
    EXPECT_FALSE(read_message(wrong)) << wrong;
    EXPECT_FALSE(read_message(message({{"author", wrong}}))) << wrong;
    EXPECT_EQ(read_message(message({{"content", wrong}})).has_value(), wrong.is_string()) << wrong;
  }
  EXPECT_FALSE(read_message(7));
  EXPECT_FALSE(read_message(message({{"content", json::object()}})));
  EXPECT_FALSE(read_message({{"author", 7}}));
  EXPECT_FALSE(read_message({{"content", "hi"}}));
}

TEST(ForeignMessage, OtherFieldsOfTheWrongTypeAreLeftOut) {
  for (const json& wrong : odd) {
    const auto read = read_message(
        message({{"id", wrong}, {"channel", wrong}, {"guild", wrong}, {"created", wrong}, {"attachments", wrong}}));
    ASSERT_TRUE(read) << wrong;
    EXPECT_FALSE(read->id || read->channel || read->created) << wrong;
    EXPECT_TRUE(read->attachments.empty()) << wrong;
  }
}

TEST(ForeignMessage, DatesMayBeOfAnyRfc3339Form) {
  for (const char* date :
       {"2026-01-31T12:00:00Z", "2026-01-31t12:00:00.000z", "2026-01-31 12:00:00+00:00", "2026-01-31T12:00:00-00:00",
        "2026-01-31T14:00:00+02:00", "2026-01-31T02:15:00.0-09:45", "2026-02-01T01:45:00.0000001+13:45"})
    EXPECT_EQ(read_message(message({{"created", date}}))->created, noon) << date;
  for (const char* none : {"", "yesterday", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z",
                           "2026-01-31T12:00:00+0200", "Sat Jan 31 2026", "1769860800000"})
    EXPECT_FALSE(read_message(message({{"created", none}}))->created) << none;
}

TEST(ForeignMessage, AttachmentsThatAreNoneAreLeftOut) {
  json list = json::array({file(7, "a.png"), 7, nullptr, "b.png", json::array(), json::object(), file(7, nullptr),
                           file(nullptr, "c.png"), file(1.5, "d.png"), file(8, "e.png")});
  ASSERT_EQ(list.size(), 10U);
  const auto read = read_message(message({{"attachments", list}}));
  ASSERT_EQ(read->attachments.size(), 2U);
  EXPECT_EQ(read->attachments[0].file_name, "a.png");
  EXPECT_EQ(read->attachments[1].file_name, "e.png");
}

TEST(ForeignMessage, FileNamesNeverLeaveTheirFolder) {
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("../a.png"), std::string("a/b"),
        std::string("a\\b"), std::string("a\nb"), std::string("a\0b", 3), std::string(256, 'x')})
    EXPECT_TRUE(read_message(message({{"attachments", json::array({file(7, name)})}}))->attachments.empty()) << name;
}

TEST(ForeignMessage, TenAttachmentsAreEnough) {
  json list = json::array();
  for (int n = 0; n < 1'000; ++n) list.push_back(file(7, std::to_string(n)));
  const auto read = read_message(message({{"attachments", list}}));
  ASSERT_EQ(read->attachments.size(), 10U);
  EXPECT_EQ(read->attachments.back().file_name, "9");
}

TEST(ForeignMessage, RenderingSizesAreNoneOfOurs) {
  json sized = file(7, "a.png");
  sized.update({{"width", 10}, {"height", "x"}});
  const auto read = read_message(message({{"attachments", json::array({sized})}}));
  ASSERT_EQ(read->attachments.size(), 1U);
  EXPECT_FALSE(read->attachments[0].width || read->attachments[0].height);
}

TEST(ForeignChannel, KeepsTheOrderAndCountsWhatIsUnreadable) {
  const auto channel =
      read_channel({{"messages", json::array({message({{"id", 9}}), nullptr, message({{"id", "3"}}), json::object(),
                                              message({{"id", nullptr}})})},
                    {"users", json::array({7, "8", {{"id", 9}, {"handle", "carol"}}, nullptr, {{"handle", "dave"}}})}});
  ASSERT_TRUE(channel);
  ASSERT_EQ(channel->messages.size(), 3U);
  EXPECT_EQ(channel->messages[0].id, 9);
  EXPECT_EQ(channel->messages[1].id, 3);
  EXPECT_FALSE(channel->messages[2].id);
  EXPECT_EQ(channel->unreadable, 2U);
  ASSERT_EQ(channel->users.size(), 3U);
  EXPECT_EQ(channel->users[1].id, 8);
  EXPECT_EQ(channel->users[2].handle, "carol");
}

TEST(ForeignChannel, ListsOfTheWrongTypeAreEmpty) {
  for (const json& wrong : {json(nullptr), json(7), json("x"), json{{"0", message()}}}) {
    const auto channel = read_channel({{"messages", wrong}, {"users", wrong}});
    ASSERT_TRUE(channel) << wrong;
    EXPECT_TRUE(channel->messages.empty() && channel->users.empty()) << wrong;
  }
  EXPECT_TRUE(read_channel(json::object()));
}

TEST(ForeignChannel, IsNoneIfItIsNoObject) {
  for (const json& wrong : odd) EXPECT_FALSE(read_channel(wrong)) << wrong;
  EXPECT_FALSE(read_channel(json::array({message()})));
}

TEST(ForeignChannel, DeepValuesDoNoHarm) {
  json deep = 7;
  for (int n = 0; n < 10'000; ++n) deep = json::array({std::move(deep)});
  EXPECT_FALSE(read_id(deep));
  EXPECT_FALSE(read_user(deep));
  EXPECT_FALSE(read_channel(deep));
  json holder = message();
  holder["attachments"] = std::move(deep);
  EXPECT_TRUE(read_message(holder)->attachments.empty());
}

TEST(ForeignUpload, OnlyASuccessNamesAFile) {
  EXPECT_EQ(read_uploaded({{"result", "success"}, {"uploadedAs", "a.png"}}), "a.png");
  for (const json& wrong : odd) {
    EXPECT_FALSE(read_uploaded(wrong)) << wrong;
    EXPECT_FALSE(read_uploaded({{"result", wrong}, {"uploadedAs", "a.png"}})) << wrong;
    EXPECT_EQ(read_uploaded({{"result", "success"}, {"uploadedAs", wrong}}).has_value(), wrong == "alice") << wrong;
  }
  EXPECT_FALSE(read_uploaded({{"result", "failure"}, {"uploadedAs", "a.png"}}));
  EXPECT_FALSE(read_uploaded({{"result", "success"}}));
  EXPECT_FALSE(read_uploaded({{"uploadedAs", "a.png"}}));
}

TEST(ForeignAcknowledgement, SaysYesOrNoAndWhy) {
  const auto good = read_acknowledged({{"ok", true}, {"message", message()}});
  EXPECT_TRUE(good && good->ok && good->error.empty());
  const auto bad = read_acknowledged({{"ok", false}, {"error", "too long"}});
  ASSERT_TRUE(bad);
  EXPECT_FALSE(bad->ok);
  EXPECT_EQ(bad->error, "too long");
}

TEST(ForeignAcknowledgement, MayKeepTheReasonToItself) {
  for (const json& wrong : odd) {
    const auto bad = read_acknowledged({{"ok", false}, {"error", wrong}});
    ASSERT_TRUE(bad);
    EXPECT_EQ(bad->error, wrong == "alice" ? "alice" : "") << wrong;
  }
}

TEST(ForeignAcknowledgement, OfServersWithoutExtensionsSaysNothing) {
  for (const json& wrong : odd) {
    EXPECT_FALSE(read_acknowledged(wrong)) << wrong;
    EXPECT_EQ(read_acknowledged({{"ok", wrong}}).has_value(), wrong.is_boolean()) << wrong;
  }
  EXPECT_FALSE(read_acknowledged(json::object()));
}

}  // namespace
}  // namespace gb::guild
