#include "bridge/store/accounts.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <functional>

#include "bridge/store/account_book.hpp"
#include "bridge/store/password.hpp"
#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

class AccountsTest : public StoreTest {
 protected:
  AccountsTest() {
    alice = *book->add({std::nullopt, "alice", "Alice", "", true, "right"});
    accounts = SqliteAccounts::open(path, loop.get_executor(), pool).value();
  }

  ~AccountsTest() override { pool.join(); }

  std::optional<core::Account> verify(UserId id, const std::string& password) {
    return wait_for<std::optional<core::Account>>([&](auto done) { accounts->verify(id, password, std::move(done)); })
        .value();
  }

  boost::asio::thread_pool pool{2};
  std::unique_ptr<AccountBook> book = AccountBook::open(path).value();
  std::unique_ptr<SqliteAccounts> accounts;
  UserId alice;
};

TEST_F(AccountsTest, OnlyTheRightPassword) {
  const auto known = verify(alice, "right");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->user->handle, "alice");
  EXPECT_TRUE(known->admin);
  EXPECT_FALSE(verify(alice, "wrong"));
  EXPECT_FALSE(verify(alice, ""));
  EXPECT_FALSE(verify(UserId{99}, "right"));
  EXPECT_TRUE(verify(alice, "right")) << "remembered";
}

TEST_F(AccountsTest, ByHandleOrById) {
  const auto named = [this](const std::string& name, const std::string& password) {
    return wait_for<std::optional<core::Account>>(
               [&](auto done) { accounts->verify_named(name, password, std::move(done)); })
        .value();
  };
  EXPECT_TRUE(named("alice", "right"));
  EXPECT_TRUE(named("ALICE", "right")) << "whatever the case";
  EXPECT_TRUE(named(std::to_string(alice.value), "right"));
  for (const std::string nobody : {"", "bob", "alice ", "99", "1x", "-1", "99999999999999999999"})
    EXPECT_FALSE(named(nobody, "right")) << nobody;
  EXPECT_FALSE(named("alice", "wrong"));
  ASSERT_TRUE(book->add({std::nullopt, "bob", "Bob", "", false, "pw"}));
  EXPECT_TRUE(named("bob", "pw")) << "made a moment ago";
  ASSERT_TRUE(book->add({std::nullopt, "1", "One", "", false, "one"}));
  EXPECT_TRUE(named("1", "one")) << "a handle comes before an id";
}

// In a process of its own, since the hash for nobody is made once.
TEST_F(AccountsTest, TheFirstUnknownIdCostsTheLoopNothing) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto time_of_this_thread = [] {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
  };
  const auto price = [&](const std::function<void()>& deed) {
    const auto begin = time_of_this_thread();
    deed();
    return time_of_this_thread() - begin;
  };
  const auto try_nobody = [&] {
    const auto work = boost::asio::make_work_guard(loop);  // Else it does not sleep while the pool works.
    const auto on_the_loop = price([&] { verify(UserId{99}, "x"); });
    const auto of_a_hash = price([] { hash_password("x"); });
    std::exit(on_the_loop < of_a_hash / 2 ? 0 : 1);
  };
  EXPECT_EXIT(try_nobody(), testing::ExitedWithCode(0), "");
}

TEST_F(AccountsTest, WhatTheCommandLineDoesIsSeen) {
  EXPECT_TRUE(verify(alice, "right"));
  ASSERT_TRUE(book->set_password("alice", "new"));
  gb::test::run_for(loop, SqliteAccounts::refresh_after + std::chrono::milliseconds(200));
  EXPECT_TRUE(verify(alice, "new"));
  EXPECT_FALSE(verify(alice, "right")) << "the remembered one is worth nothing any more";
  ASSERT_TRUE(book->add({std::nullopt, "bob", "Bob", "", false, "pw"}));
  gb::test::run_for(loop, SqliteAccounts::refresh_after + std::chrono::milliseconds(200));
  EXPECT_TRUE(verify(UserId{2}, "pw"));
  ASSERT_TRUE(book->remove("bob"));
  gb::test::run_for(loop, SqliteAccounts::refresh_after + std::chrono::milliseconds(200));
  EXPECT_FALSE(verify(UserId{2}, "pw")) << "also where he was remembered";
}

TEST_F(AccountsTest, WhoIsGoneOrHasANewPasswordDoesNotStandAnyMore) {
  const auto known = verify(alice, "right");
  ASSERT_TRUE(accounts->stands(alice, known->login));
  int told = 0;
  accounts->watch([&] { ++told; });
  ASSERT_TRUE(book->set_password("alice", "new"));
  gb::test::until(loop, [&] { return told > 0; });
  EXPECT_FALSE(accounts->stands(alice, known->login));
  const auto again = verify(alice, "new");
  ASSERT_TRUE(again && accounts->stands(alice, again->login));
  ASSERT_TRUE(book->remove("alice"));
  gb::test::until(loop, [&] { return !accounts->stands(alice, again->login); });
  EXPECT_FALSE(accounts->stands(alice, again->login));
  accounts->forget();
}

TEST_F(AccountsTest, ATableThatCannotBeReadIsNoStart) {
  {
    SQLite::Database file(path, SQLite::OPEN_READWRITE);
    file.exec("ALTER TABLE accounts RENAME TO gone");
  }
  const auto opened = SqliteAccounts::open(path, loop.get_executor(), pool);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().told.find("accounts cannot be read"), std::string::npos) << opened.error().told;
}

TEST_F(AccountsTest, NobodyWaitsForHashesAtTheEnd) {
  for (int n = 0; n < 150; ++n) accounts->verify(alice, "wrong " + std::to_string(n), [](const auto&) {});
  gb::test::run_for(loop, std::chrono::milliseconds(50));
  const auto begin = std::chrono::steady_clock::now();
  accounts->stop();
  pool.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST_F(AccountsTest, TooManyAtOnceAreToldToTryAgain) {
  // A fast hash: here it is the number of logins that counts, not the price of each.
  const UserId quick = book->import({{std::nullopt, "quick", "Quick", "", false, "right"}}, true)->front();
  std::size_t answered = 0;
  std::size_t later = 0;
  const std::size_t many = SqliteAccounts::most_waiting + 20;
  for (std::size_t n = 0; n < many; ++n)
    accounts->verify(quick, "wrong " + std::to_string(n), [&](const auto& outcome) {
      ++answered;
      if (!outcome && outcome.error().retry) ++later;
    });
  ASSERT_TRUE(gb::test::until(
      loop, [&] { return answered == many; }, std::chrono::seconds(30)));
  EXPECT_GE(later, 20U);
  EXPECT_TRUE(verify(quick, "right"));
}

}  // namespace
}  // namespace gb::store::test
