#include "bridge/store/house_names.hpp"

#include <fstream>

#include "bridge/store/upkeep.hpp"
#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

struct HouseNamesTest : StoreTest {
  void bring_back(const std::string& copy) {
    ledger.reset();
    const auto done = restore(copy, path);
    ASSERT_TRUE(done) << done.error().told;
  }
};

TEST_F(HouseNamesTest, AreTakenOnceAndKept) {
  const auto first = name_house(path);
  ASSERT_TRUE(first) << first.error().told;
  EXPECT_FALSE(first->of(Seq{1}).empty());
  EXPECT_EQ(name_house(path)->text(), first->text());
  EXPECT_FALSE(first->is_inherited(Seq{1}));
  EXPECT_NE(append(said("x", general))->entry->seq, Seq{});
  EXPECT_LT(append(said("x", general))->entry->seq, Seq{100}) << "nothing jumps without a reason";
}

TEST_F(HouseNamesTest, ACopyGoesOnUnderAnotherNameFromOtherNumbers) {
  const std::string name = name_house(path)->of(Seq{1});
  const Seq before = append(said("before the backup", general))->entry->seq;
  const std::string copy = path + ".copy";
  ASSERT_TRUE(back_up(path, copy));
  const Seq after = append(said("after the backup", general))->entry->seq;

  bring_back(copy);
  const auto names = name_house(path);
  ASSERT_TRUE(names) << names.error().told;
  open();
  const Seq anew = append(said("after the restoring", general))->entry->seq;
  EXPECT_GT(anew.value, after.value + jump / 2);
  EXPECT_EQ(names->of(before), name) << "what was sent then is known by the name it had";
  EXPECT_TRUE(names->is_inherited(before));
  EXPECT_NE(names->of(after), name) << "a number of the lost time, under no name that was used with it";
  EXPECT_NE(names->of(anew), name);
  EXPECT_FALSE(names->is_inherited(anew));
  EXPECT_EQ(name_house(path)->text(), names->text()) << "once";

  bring_back(copy);
  EXPECT_NE(name_house(path)->of(anew), names->of(anew)) << "each restoring has a name of its own";
  open();
  EXPECT_EQ(texts(all(general)), std::vector<std::string>{"before the backup"});
}

TEST_F(HouseNamesTest, ACopyOfACopyKnowsAll) {
  const std::string first = name_house(path)->of(Seq{1});
  const Seq one = append(said("one", general))->entry->seq;
  ASSERT_TRUE(back_up(path, path + ".1"));
  bring_back(path + ".1");
  const std::string second = name_house(path)->of(Seq{jump + 1});
  open();
  const Seq two = append(said("two", general))->entry->seq;
  ASSERT_TRUE(back_up(path, path + ".2"));
  bring_back(path + ".2");
  const auto names = core::HouseNames::parse(name_house(path)->text());
  EXPECT_EQ(names.of(one), first);
  EXPECT_EQ(names.of(two), second);
  EXPECT_NE(names.of(Seq{two.value + 1}), second);
  EXPECT_TRUE(examine(path)->problems.empty());
  open();
}

TEST_F(HouseNamesTest, ARestoredDatabaseIsNotMixedWithTheOneBefore) {
  append(said("in the backup", general));
  ASSERT_TRUE(back_up(path, path + ".copy"));
  for (int n = 0; n < 50; ++n) append(said("only in the log beside it", general));
  std::filesystem::copy_file(path + "-wal", path + ".wal-of-a-crash");
  ledger.reset();
  std::filesystem::rename(path + ".wal-of-a-crash", path + "-wal");
  {
    const auto running = RunGuard::take(path);
    const auto refused = restore(path + ".copy", path);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().told.find("already runs"), std::string::npos) << refused.error().told;
  }
  bring_back(path + ".copy");
  open();
  EXPECT_EQ(texts(all(general)), std::vector<std::string>{"in the backup"});
  EXPECT_TRUE(std::filesystem::exists(path + ".replaced"));
  EXPECT_TRUE(std::filesystem::exists(path + ".replaced-wal"));
  EXPECT_TRUE(examine(path)->problems.empty());
}

TEST_F(HouseNamesTest, ADamagedCopyIsNotRestored) {
  std::ofstream(path + ".copy") << std::string(5000, 'x');
  EXPECT_FALSE(restore(path + ".copy", path));
  EXPECT_FALSE(restore(path + ".nowhere", path));
  EXPECT_TRUE(append(said("still there", general)));
}

}  // namespace
}  // namespace gb::store::test
