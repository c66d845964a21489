#include "adapters/origin/wire/incoming.hpp"

#include <gmock/gmock.h>

namespace gb::origin {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Time noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

guild::ForeignUser user(std::int64_t id, std::string handle = {}, std::string name = {}) {
  guild::ForeignUser out;
  out.id = id;
  out.handle = std::move(handle);
  out.display_name = std::move(name);
  return out;
}

guild::ForeignMessage said(std::optional<std::int64_t> id, std::string content,
                           std::optional<guild::Date> when = std::nullopt) {
  guild::ForeignMessage message;
  message.id = id;
  message.content = std::move(content);
  message.author = user(5);
  message.created = when;
  return message;
}

TEST(Incoming, APersonIsCalledAsHeIsThereAndKeepsHisId) {
  People people;
  EXPECT_EQ(people.person(user(5, "bob", "Bob B.")),
            (core::OutsidePerson{"origin", "5", "Bob B.", "bob", origin_user(5)}));
  EXPECT_EQ(core::handle_of(people.person(user(5))), "bob@origin");
}

TEST(Incoming, AnIdAloneChangesNothing) {
  People people;
  EXPECT_EQ(people.person(user(5)), (core::OutsidePerson{"origin", "5", "user 5", "5", origin_user(5)}));
  const core::OutsidePerson bob = people.person(user(5, "bob", "Bob"));
  EXPECT_EQ(people.person(user(5)), bob);
  EXPECT_EQ(people.person(user(6)).name, "user 6") << "somebody else";
}

TEST(Incoming, APersonFollowsWhatHeIsCalledNow) {
  People people;
  people.person(user(5, "bob", "Bob"));
  const core::OutsidePerson renamed = people.person(user(5, "rob", "Rob"));
  EXPECT_EQ(renamed, (core::OutsidePerson{"origin", "5", "Rob", "rob", origin_user(5)}));
  EXPECT_EQ(people.person(user(5)), renamed);
}

TEST(Incoming, WhereOnlyOneNameIsToldItIsEnough) {
  People people;
  EXPECT_EQ(people.person(user(5, "bob")).name, "bob");
  const core::OutsidePerson nameless = people.person(user(6, "", "Carl"));
  EXPECT_EQ(nameless.name, "Carl");
  EXPECT_EQ(nameless.handle, "6");
}

TEST(Incoming, NamesAreCleaned) {
  People people;
  const core::OutsidePerson bob = people.person(user(5, "bo\nb\x07",
                                                     "\xE2\x80\xAE"
                                                     "Bob\r\n  the   First"));
  EXPECT_EQ(bob.handle, "5") << "a handle that hides something could be taken for another's";
  EXPECT_EQ(bob.name, "Bob the First");
  const core::OutsidePerson blank = people.person(user(6, "\xE2\x80\x8B", "\t \n"));
  EXPECT_EQ(blank.handle, "6");
  EXPECT_EQ(blank.name, "6");
  EXPECT_EQ(people.person(user(7, "carl", " ")).name, "carl");
}

TEST(Incoming, OnlyIdsThatCanBeToldFromOursAreKept) {
  People people;
  EXPECT_EQ(people.person(user(0)).id, origin_user(0));
  EXPECT_EQ(people.person(user(most_origin_id)).id, UserId{guild::most_id});
  for (const std::int64_t id : {most_origin_id + 1, guild::most_id, std::int64_t{-1}, -guild::most_id}) {
    const core::OutsidePerson person = people.person(user(id, "bob", "Bob"));
    EXPECT_FALSE(person.id) << id << ": he is given one of ours";
    EXPECT_EQ(person.key, std::to_string(id));
  }
}

TEST(Incoming, PeopleAreForgottenBeforeTheyAreTooMany) {
  People people;
  people.person(user(0, "bob", "Bob"));
  for (std::size_t n = 1; n < People::most; ++n) people.person(user(static_cast<std::int64_t>(n)));
  EXPECT_EQ(people.person(user(static_cast<std::int64_t>(People::most))).name, "user " + std::to_string(People::most));
  EXPECT_EQ(people.person(user(0)).name, "user 0") << "until he is told of again";
}

TEST(Incoming, AMessageIsKnownByItsIdTheNumberingAndWhen) {
  EXPECT_EQ(remote_id(said(7, "x"), 0), "7#0");
  EXPECT_EQ(remote_id(said(7, "x", noon), 0), "7#0@1769860800");
  EXPECT_NE(remote_id(said(7, "x"), 1), remote_id(said(7, "x"), 0));
  EXPECT_NE(remote_id(said(7, "x", noon + 1s), 0), remote_id(said(7, "x", noon), 0));
  EXPECT_EQ(remote_id(said(7, "other words", noon), 2), remote_id(said(7, "x", noon), 2));
  EXPECT_EQ(remote_id(said(-7, "x"), 0), "-7#0");
  EXPECT_EQ(remote_id(said(std::nullopt, "x", noon), 0), "");
}

TEST(Incoming, TheMillisecondsThatSomeServersLeaveOutDoNotCount) {
  EXPECT_EQ(remote_id(said(7, "x", noon + 999ms), 0), remote_id(said(7, "x", noon), 0));
  EXPECT_EQ(remote_id(said(7, "x", guild::Date(-1ms)), 0), "7#0@-1") << "a second begins before, not behind";
}

TEST(Incoming, WordsAreTakenAsTyped) {
  const core::Incoming heard = incoming(said(7, "*not bold* {name}\n/me", noon), 0, {}, noon);
  EXPECT_EQ(heard.message.kind, core::MessageKind::text);
  EXPECT_EQ(heard.message.body.text, "*not bold* {name}\n/me");
  EXPECT_THAT(heard.message.body.spans, IsEmpty());
  EXPECT_THAT(heard.remote_ids, ElementsAre("7#0@1769860800"));
  EXPECT_EQ(heard.answers, "");
  EXPECT_EQ(heard.edits, "");
}

TEST(Incoming, MeIsAnActionThereToo) {
  const core::Incoming heard = incoming(said(7, "/me waves"), 0, {}, noon);
  EXPECT_EQ(heard.message.kind, core::MessageKind::action);
  EXPECT_EQ(heard.message.body.text, "waves");
}

TEST(Incoming, TheAuthorIsPassedOnAndFilesAreNot) {
  People people;
  guild::ForeignMessage message = said(7, "", noon);
  message.attachments.push_back({5, "0a.png", {}, {}});
  const core::Incoming heard = incoming(message, 0, people.person(user(5, "bob", "Bob")), noon);
  EXPECT_EQ(heard.author.id, origin_user(5));
  EXPECT_EQ(heard.message.body.text, "");
  EXPECT_THAT(heard.message.attachments, IsEmpty()) << "they have to be fetched first";
}

TEST(Incoming, WithoutAnIdNothingNamesIt) {
  EXPECT_THAT(incoming(said(std::nullopt, "x", noon), 0, {}, noon).remote_ids, IsEmpty());
}

TEST(Incoming, NothingIsSaidInTheFutureOrInAnotherAge) {
  const auto said_at = [](std::optional<guild::Date> told) { return incoming(said(7, "x", told), 0, {}, noon).said; };
  EXPECT_EQ(said_at(std::nullopt), noon);
  EXPECT_EQ(said_at(noon - 1h), noon - 1h);
  EXPECT_EQ(said_at(noon - 24h), noon - 24h);
  EXPECT_EQ(said_at(noon - 24h - 1ms), noon);
  EXPECT_EQ(said_at(noon + 1min), noon + 1min) << "clocks differ a little";
  EXPECT_EQ(said_at(noon + 1min + 1ms), noon);
  EXPECT_EQ(said_at(guild::Date{}), noon);
}

}  // namespace
}  // namespace gb::origin
