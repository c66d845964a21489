#include "bridge/store/visitors.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

core::OutsidePerson person(std::int64_t id, const std::string& name) {
  return {"origin", std::to_string(id), name, name, origin_user(id)};
}

class VisitorsTest : public StoreTest {
 protected:
  VisitorsTest() { enter(); }
  ~VisitorsTest() override { leave(); }

  void enter() {
    pool = std::make_unique<boost::asio::thread_pool>(2);
    visitors = SqliteVisitors::open(path, loop.get_executor(), *pool).value();
  }

  void leave() {
    pool->join();
    loop.restart();
    loop.poll();
    visitors.reset();
  }

  void restart() {
    leave();
    enter();
  }

  core::UserPtr resolve(const core::OutsidePerson& who) {
    return wait_for<std::vector<core::UserPtr>>([&](auto done) { ledger->resolve({who}, std::move(done)); })
        .value()
        .at(0);
  }

  std::optional<std::string> recall(UserId who, const std::string& password) {
    return wait_for<std::optional<std::string>>([&](auto done) { visitors->recall(who, password, std::move(done)); })
        .value();
  }

  void set_verified(Time when) const {
    SQLite::Database file(path, SQLite::OPEN_READWRITE);
    file.setBusyTimeout(5000);
    file.exec("UPDATE visitors SET verified = " + std::to_string(when.time_since_epoch().count()));
  }

  std::vector<UserId> known() const {
    std::vector<UserId> ids;
    for (const core::UserPtr& user : visitors->known()) ids.push_back(user->id);
    return ids;
  }

  std::unique_ptr<boost::asio::thread_pool> pool;
  std::unique_ptr<SqliteVisitors> visitors;
  core::UserPtr bob = resolve(person(7, "bob"));
};

TEST_F(VisitorsTest, WhoWasLetInIsKnownByHisPassword) {
  visitors->admitted(bob, "right", R"({"id":7})");
  EXPECT_EQ(recall(bob->id, "right"), R"({"id":7})");
  EXPECT_FALSE(recall(bob->id, "wrong"));
  EXPECT_FALSE(recall(bob->id, ""));
  EXPECT_FALSE(recall(origin_user(8), "right"));
  EXPECT_FALSE(recall(UserId{7}, "right")) << "a native with his number is somebody else";
}

TEST_F(VisitorsTest, NobodyIsKnownWhoWasNeverLetIn) {
  EXPECT_THAT(visitors->known(), IsEmpty());
  EXPECT_FALSE(recall(bob->id, "right"));
  EXPECT_FALSE(recall(bob->id, ""));
}

TEST_F(VisitorsTest, IsKnownAfterARestart) {
  visitors->admitted(bob, "right", "hello");
  restart();
  EXPECT_THAT(known(), ElementsAre(origin_user(7)));
  EXPECT_EQ(visitors->known().at(0)->handle, "bob@origin");
  EXPECT_EQ(visitors->known().at(0)->display_name, "bob");
  EXPECT_EQ(recall(bob->id, "right"), "hello");
  EXPECT_FALSE(recall(bob->id, "wrong"));
}

TEST_F(VisitorsTest, ThePasswordIsNotWrittenDown) {
  visitors->admitted(bob, "a very long password", "hello");
  restart();
  SQLite::Database file(path);
  const std::string kept = file.execAndGet("SELECT password FROM visitors").getString();
  EXPECT_FALSE(kept.empty());
  EXPECT_EQ(kept.find("a very long password"), std::string::npos);
}

TEST_F(VisitorsTest, TheLastGreetingAndTheLastPasswordCount) {
  visitors->admitted(bob, "old", "hello");
  visitors->admitted(bob, "old", "hello again");
  EXPECT_EQ(recall(bob->id, "old"), "hello again");
  visitors->admitted(bob, "new", "hello again");
  EXPECT_EQ(recall(bob->id, "new"), "hello again");
  EXPECT_FALSE(recall(bob->id, "old"));
  restart();
  EXPECT_EQ(recall(bob->id, "new"), "hello again");
  EXPECT_FALSE(recall(bob->id, "old"));
}

TEST_F(VisitorsTest, EachHasHisOwn) {
  const core::UserPtr carl = resolve(person(3, "carl"));
  visitors->admitted(bob, "of bob", "hello bob");
  visitors->admitted(carl, "of carl", "hello carl");
  EXPECT_EQ(recall(bob->id, "of bob"), "hello bob");
  EXPECT_EQ(recall(carl->id, "of carl"), "hello carl");
  EXPECT_FALSE(recall(carl->id, "of bob"));
  EXPECT_THAT(known(), ElementsAre(origin_user(3), origin_user(7))) << "in the order of ids";
  restart();
  EXPECT_THAT(known(), ElementsAre(origin_user(3), origin_user(7)));
}

TEST_F(VisitorsTest, WhoIsTurnedAwayIsNotRecalledWithThatPassword) {
  visitors->admitted(bob, "right", "hello");
  visitors->turned_away(bob->id, "right");
  EXPECT_FALSE(recall(bob->id, "right"));
  restart();
  EXPECT_FALSE(recall(bob->id, "right"));
  EXPECT_THAT(known(), ElementsAre(bob->id)) << "he was let in once";
}

TEST_F(VisitorsTest, TurnedAwayAfterARestartCountsToo) {
  visitors->admitted(bob, "right", "hello");
  restart();
  visitors->turned_away(bob->id, "right");
  EXPECT_FALSE(recall(bob->id, "right"));
}

TEST_F(VisitorsTest, WhoIsLetInAgainAtOnceIsKnownAgain) {
  visitors->admitted(bob, "right", "hello");
  visitors->turned_away(bob->id, "right");
  visitors->admitted(bob, "right", "hello");
  EXPECT_EQ(recall(bob->id, "right"), "hello");
}

TEST_F(VisitorsTest, WhoGuessesWrongTakesNothingFromHim) {
  visitors->admitted(bob, "right", "hello");
  visitors->turned_away(bob->id, "wrong");
  visitors->turned_away(bob->id, "");
  visitors->turned_away(origin_user(8), "right");
  EXPECT_EQ(recall(bob->id, "right"), "hello");
  restart();
  EXPECT_EQ(recall(bob->id, "right"), "hello");
}

TEST_F(VisitorsTest, IsGoodForADay) {
  visitors->admitted(bob, "right", "hello");
  EXPECT_TRUE(recall(bob->id, "right"));
  set_verified(wall_now() - SqliteVisitors::good_for + std::chrono::minutes(1));
  EXPECT_TRUE(recall(bob->id, "right"));
  set_verified(wall_now() - SqliteVisitors::good_for - std::chrono::minutes(1));
  EXPECT_FALSE(recall(bob->id, "right")) << "though it is remembered";
  restart();
  EXPECT_FALSE(recall(bob->id, "right"));
  visitors->admitted(bob, "right", "hello");
  EXPECT_TRUE(recall(bob->id, "right"));
}

TEST_F(VisitorsTest, WhoWasLetInLatelyIsNotWrittenAgain) {
  visitors->admitted(bob, "right", "hello");
  ASSERT_TRUE(recall(bob->id, "right"));
  const Time marked = wall_now() - std::chrono::hours(2);
  set_verified(marked);
  for (int n = 0; n < 100; ++n) visitors->admitted(bob, "right", "hello");
  ASSERT_TRUE(recall(bob->id, "right"));
  SQLite::Database file(path);
  EXPECT_EQ(file.execAndGet("SELECT verified FROM visitors").getInt64(), marked.time_since_epoch().count());
}

TEST_F(VisitorsTest, KnowsHimByHisLastHandle) {
  visitors->admitted(bob, "right", "hello");
  visitors->admitted(resolve(person(7, "rob")), "right", "hello");
  ASSERT_THAT(known(), ElementsAre(bob->id));
  EXPECT_EQ(visitors->known().at(0)->handle, "rob@origin");
  restart();
  ASSERT_THAT(known(), ElementsAre(bob->id));
  EXPECT_EQ(visitors->known().at(0)->handle, "rob@origin");
}

TEST_F(VisitorsTest, SomebodyWhoIsNoPersonYetIsNoFault) {
  const auto nobody = std::make_shared<const core::User>(core::User{origin_user(99), noon, "x@origin", "x"});
  visitors->admitted(nobody, "right", "hello");
  EXPECT_FALSE(recall(nobody->id, "right"));
  restart();
  EXPECT_THAT(known(), IsEmpty());
}

TEST_F(VisitorsTest, TooManyAtOnceAreToldToTryAgain) {
  std::size_t answered = 0;
  std::size_t later = 0;
  const std::size_t many = SqliteVisitors::most_waiting + 20;
  visitors->admitted(bob, "right", "hello");
  ASSERT_TRUE(recall(bob->id, "right"));
  for (std::size_t n = 0; n < many; ++n)
    visitors->recall(bob->id, "right", [&](const result<std::optional<std::string>>& outcome) {
      ++answered;
      if (!outcome && outcome.error().retry) ++later;
    });
  EXPECT_EQ(answered, 0U) << "never from within the call";
  ASSERT_TRUE(gb::test::until(
      loop, [&] { return answered == many; }, std::chrono::seconds(30)));
  EXPECT_EQ(later, 20U);
  EXPECT_TRUE(recall(bob->id, "right"));
}

TEST_F(VisitorsTest, NobodyWaitsForHashesAtTheEnd) {
  visitors->admitted(bob, "right", "hello");
  for (int n = 0; n < 150; ++n) visitors->recall(bob->id, "wrong " + std::to_string(n), [](const auto&) {});
  for (int n = 0; n < 150; ++n) visitors->admitted(bob, "right " + std::to_string(n), "hello");
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  const auto begin = std::chrono::steady_clock::now();
  visitors->stop();
  pool->join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST_F(VisitorsTest, ATableThatCannotBeReadIsNoStart) {
  {
    SQLite::Database file(path, SQLite::OPEN_READWRITE);
    file.exec("ALTER TABLE visitors RENAME TO gone");
  }
  const auto opened = SqliteVisitors::open(path, loop.get_executor(), *pool);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().told.find("visitors cannot be read"), std::string::npos) << opened.error().told;
}

TEST_F(VisitorsTest, AnOutsidePersonWithAnIdGetsExactlyThat) {
  EXPECT_EQ(bob->id, origin_user(7));
  EXPECT_EQ(bob->handle, "bob@origin");
  EXPECT_EQ(resolve(person(0, "zero"))->id, origin_user(0));
  EXPECT_EQ(resolve(person(most_origin_id, "most"))->id, origin_user(most_origin_id));
  EXPECT_EQ(resolve(person(house_user.value, "house"))->id, origin_user(house_user.value));
  const core::UserPtr given = resolve({"origin", "-1", "eve", "eve"});
  EXPECT_GT(given->id, house_user);
  EXPECT_LT(given->id, first_origin_user) << "without an id he is given one like anybody";
  EXPECT_EQ(resolve({"irc.a", "nick:eve", "eve"})->id.value, given->id.value + 1) << "ids of the origin use up none";
}

TEST_F(VisitorsTest, AnOutsidePersonWithAnIdKeepsItAndFollowsHisHandle) {
  reopen();
  EXPECT_EQ(resolve(person(7, "bob"))->id, origin_user(7));
  core::OutsidePerson renamed = person(7, "rob");
  renamed.name = "Rob R.";
  const core::UserPtr rob = resolve(renamed);
  EXPECT_EQ(rob->id, origin_user(7));
  EXPECT_EQ(rob->handle, "rob@origin");
  EXPECT_EQ(rob->display_name, "Rob R.");
  EXPECT_EQ(rob->created, bob->created);
  renamed.handle = "robert";
  EXPECT_EQ(resolve(renamed)->handle, "robert@origin") << "though the name is the same";
  reopen();
  EXPECT_EQ(resolve(renamed)->id, origin_user(7));
  EXPECT_EQ(resolve(person(8, "bob"))->id, origin_user(8)) << "his old handle is free for others";
}

}  // namespace
}  // namespace gb::store::test
