#include "bridge/store/catalog.hpp"

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

class CatalogTest : public StoreTest {
 protected:
  std::unique_ptr<SqliteCatalog> catalog = SqliteCatalog::open(path).value();
};

TEST_F(CatalogTest, IdsAreKept) {
  EXPECT_EQ(catalog->guild("g", std::nullopt)->id, guild);
  EXPECT_EQ(catalog->channel(guild, "general", std::nullopt)->id, general);
  EXPECT_EQ(catalog->room("irc.a/#here", general, true)->id, here);
  EXPECT_NE(catalog->guild("other", std::nullopt)->id, guild);
}

TEST_F(CatalogTest, AWantedIdIsGivenOrRefusedWithAReason) {
  EXPECT_EQ(catalog->guild("seventh", GuildId{77})->id, GuildId{77});
  EXPECT_EQ(catalog->channel(guild, "c", ChannelId{99})->id, ChannelId{99});
  const auto taken = catalog->guild("eighth", GuildId{77});
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().told.find("77"), std::string::npos) << taken.error().told;
  EXPECT_FALSE(catalog->guild("seventh", GuildId{78})) << "an id is for ever";
}

TEST_F(CatalogTest, ANewRoomStartsAtTheHead) {
  const Seq head = append(said("old", general))->entry->seq;
  EXPECT_EQ(catalog->channel(guild, "general", std::nullopt)->head, head);
  EXPECT_EQ(catalog->room("irc.c/#new", general, true)->cursor, head) << "nothing old is relayed";
  EXPECT_EQ(catalog->room("irc.a/#here", general, true)->cursor, Seq{}) << "it was there before";
}

TEST_F(CatalogTest, ARoomThatChangesItsChannelStartsAtThatHead) {
  append(said("old", general)).value();
  const Seq head = append(said("old too", random))->entry->seq;
  const auto moved = catalog->room("irc.a/#here", random, true);
  EXPECT_EQ(moved->id, here);
  EXPECT_EQ(moved->cursor, head);
}

TEST_F(CatalogTest, ARoomThatNothingIsCarriedToHasNothingWaiting) {
  const Seq first = append(said("to both", general))->entry->seq;
  EXPECT_EQ(catalog->room("irc.c/#in", general, false)->cursor, first);
  const Seq second = append(said("only here", general))->entry->seq;
  EXPECT_EQ(catalog->room("irc.c/#in", general, true)->cursor, second) << "from now on";
  append(said("to both again", general)).value();
  EXPECT_EQ(catalog->room("irc.c/#in", general, true)->cursor, second) << "as any other";
}

}  // namespace
}  // namespace gb::store::test
