#include "bridge/store/account_book.hpp"

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

class AccountBookTest : public StoreTest {
 protected:
  static NewAccount alice() { return {std::nullopt, "alice", "Alice", "a@example.org", false, "pw"}; }

  std::unique_ptr<AccountBook> book = AccountBook::open(path).value();
};

TEST_F(AccountBookTest, UsersAreMadeListedAndRemoved) {
  const auto id = book->add(alice());
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, UserId{1});
  const auto list = book->list().value();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].user->handle, "alice");
  EXPECT_EQ(list[0].email, "a@example.org");
  EXPECT_TRUE(book->remove("ALICE"));
  EXPECT_TRUE(book->list()->empty());
  EXPECT_FALSE(book->remove("alice"));
  EXPECT_EQ(*book->add(alice()), UserId{2}) << "an id is never given again";
}

TEST_F(AccountBookTest, WhatCannotBeIsRefusedInWords) {
  ASSERT_TRUE(book->add(alice()));
  const auto refusal = [&](NewAccount account) {
    const auto outcome = book->add(account);
    return outcome ? std::string("taken") : outcome.error().told;
  };
  NewAccount same = alice();
  same.handle = "Alice";
  EXPECT_NE(refusal(same).find("Alice is taken"), std::string::npos);
  for (const char* handle : {"", "a b", "a@b", "\xC3\xBC", "012345678901234567890123456789012"}) {
    NewAccount wrong = alice();
    wrong.handle = handle;
    EXPECT_NE(refusal(wrong).find("handle"), std::string::npos) << handle;
  }
  NewAccount no_password = alice();
  no_password.handle = "bob";
  no_password.password.clear();
  EXPECT_NE(refusal(no_password).find("password"), std::string::npos);
  NewAccount outside = alice();
  outside.handle = "bob";
  outside.id = first_outside_user;
  EXPECT_NE(refusal(outside).find("id"), std::string::npos);
}

TEST_F(AccountBookTest, AnImportIsAllOrNothing) {
  NewAccount bob = alice();
  bob.handle = "bob";
  const auto failed = book->import({alice(), bob, alice()}, true);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().told.find("row 3"), std::string::npos) << failed.error().told;
  EXPECT_TRUE(book->list()->empty());
  bob.id = UserId{10};
  EXPECT_EQ(book->import({alice(), bob}, true)->back(), UserId{10});
  NewAccount carol = alice();
  carol.handle = "carol";
  EXPECT_EQ(*book->add(carol), UserId{11}) << "after the highest one imported";
}

}  // namespace
}  // namespace gb::store::test
