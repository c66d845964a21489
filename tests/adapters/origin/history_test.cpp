#include "adapters/origin/wire/history.hpp"

#include <gmock/gmock.h>

namespace gb::origin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const guild::Date noon{std::chrono::milliseconds(1'769'860'800'000)};  // 2026-01-31T12:00:00Z

guild::ForeignMessage said(std::optional<std::int64_t> id, std::optional<guild::Date> when = std::nullopt) {
  guild::ForeignMessage message;
  message.id = id;
  message.content = "x";
  message.author.id = 5;
  message.created = when;
  return message;
}

std::vector<std::int64_t> ids(const News& news) {
  std::vector<std::int64_t> out;
  for (const guild::ForeignMessage& message : news.fresh) out.push_back(*message.id);
  return out;
}

TEST(History, AtTheFirstContactNothingIsNews) {
  const News news = news_of(std::nullopt, {said(1, noon), said(2, noon + minutes(1))});
  EXPECT_THAT(news.fresh, IsEmpty());
  EXPECT_EQ(news.seen, (Seen{2, noon + minutes(1), 0}));
  EXPECT_FALSE(news.renumbered);
  EXPECT_FALSE(news.incomplete);
}

TEST(History, AfterAFirstContactWithAnEmptyChannelAllIsNews) {
  const News first = news_of(std::nullopt, {});
  EXPECT_THAT(first.fresh, IsEmpty());
  EXPECT_EQ(first.seen, Seen{});
  EXPECT_FALSE(first.renumbered);
  const News second = news_of(first.seen, {said(1), said(2)});
  EXPECT_THAT(ids(second), ElementsAre(1, 2));
  EXPECT_FALSE(second.renumbered);
  EXPECT_FALSE(second.incomplete) << "there was nothing before";
}

TEST(History, OnlyWhatCameLaterIsNews) {
  const News news =
      news_of(Seen{5, noon, 3}, {said(4, noon), said(5, noon), said(6, noon), said(9, noon + minutes(2))});
  EXPECT_THAT(ids(news), ElementsAre(6, 9));
  EXPECT_EQ(news.seen, (Seen{9, noon + minutes(2), 3}));
  EXPECT_FALSE(news.renumbered);
  EXPECT_FALSE(news.incomplete) << "the last one seen is in it";
}

TEST(History, OfTheSameHistoryNothingIsNews) {
  const News news = news_of(Seen{5, noon, 1}, {said(4, noon), said(5, noon)});
  EXPECT_THAT(news.fresh, IsEmpty());
  EXPECT_EQ(news.seen, (Seen{5, noon, 1}));
  EXPECT_FALSE(news.renumbered);
  EXPECT_FALSE(news.incomplete);
}

TEST(History, WithoutDatesTheIdsAreEnough) {
  const News news = news_of(Seen{5, {}, 0}, {said(5), said(6)});
  EXPECT_THAT(ids(news), ElementsAre(6));
  EXPECT_EQ(news.seen, (Seen{6, {}, 0}));
}

TEST(History, WhereAllIsNewsThereMayHaveBeenMore) {
  const News news = news_of(Seen{5, noon, 0}, {said(7, noon), said(8, noon)});
  EXPECT_THAT(ids(news), ElementsAre(7, 8));
  EXPECT_TRUE(news.incomplete);
  EXPECT_FALSE(news.renumbered);
  EXPECT_TRUE(news_of(Seen{5, noon, 0}, {said(6, noon)}).incomplete) << "whether it is next to the last is unknown";
}

TEST(History, WithANewNumberingTheDatesTellWhatIsNews) {
  const News news = news_of(Seen{100, noon, 0}, {said(1, noon - hours(1)), said(2, noon), said(3, noon + minutes(1)),
                                                 said(4), said(5, noon + minutes(2))});
  EXPECT_TRUE(news.renumbered);
  EXPECT_THAT(ids(news), ElementsAre(3, 5));
  EXPECT_EQ(news.seen, (Seen{5, noon + minutes(2), 1}));
  EXPECT_FALSE(news.incomplete);
}

TEST(History, WithANewNumberingAllLaterThereMayHaveBeenMore) {
  const News news = news_of(Seen{100, noon, 2}, {said(7, noon + minutes(1)), said(8, noon + minutes(2))});
  EXPECT_TRUE(news.renumbered);
  EXPECT_TRUE(news.incomplete);
  EXPECT_THAT(ids(news), ElementsAre(7, 8));
  EXPECT_EQ(news.seen.epoch, 3);
}

TEST(History, ANewNumberingWithoutDatesIsTakenUpFromItsNewest) {
  for (const auto& before : {Seen{100, {}, 0}, Seen{100, noon, 0}}) {
    const News news = news_of(before, {said(1), said(2)});
    EXPECT_TRUE(news.renumbered);
    EXPECT_THAT(news.fresh, IsEmpty());
    EXPECT_EQ(news.seen.id, 2);
    EXPECT_EQ(news.seen.epoch, 1);
    EXPECT_THAT(ids(news_of(news.seen, {said(1), said(2), said(3)})), ElementsAre(3));
  }
  EXPECT_THAT(news_of(Seen{100, {}, 0}, {said(1, noon)}).fresh, IsEmpty()) << "later than what?";
}

TEST(History, WhichWayRoundItIsIsToldByItsIds) {
  EXPECT_THAT(ids(news_of(Seen{3, {}, 0}, {said(5), said(4), said(3), said(2)})), ElementsAre(4, 5)) << "newest first";
  const auto earlier = noon - std::chrono::hours(1);
  EXPECT_THAT(ids(news_of(Seen{2, noon, 0}, {said(2, noon), said(3, earlier), said(4, earlier)})), ElementsAre(3, 4))
      << "a clock that was set back";
}

TEST(History, AServerThatHasForgottenAllNumbersAnew) {
  const News gone = news_of(Seen{100, noon, 0}, {});
  EXPECT_TRUE(gone.renumbered);
  EXPECT_THAT(gone.fresh, IsEmpty());
  EXPECT_EQ(gone.seen, (Seen{before_all, noon, 1}));
  const News still = news_of(gone.seen, {});
  EXPECT_FALSE(still.renumbered) << "told once";
  EXPECT_EQ(still.seen, gone.seen);
  const News again = news_of(still.seen, {said(1), said(2)});
  EXPECT_FALSE(again.renumbered);
  EXPECT_THAT(ids(again), ElementsAre(1, 2)) << "with or without dates";
  EXPECT_EQ(again.seen.epoch, 1);
}

TEST(History, MessagesWithoutAnIdAreNoPartOfIt) {
  const News news = news_of(Seen{5, noon, 0}, {said(5, noon), said(std::nullopt, noon + minutes(1)), said(6, noon),
                                               said(std::nullopt, noon + minutes(2))});
  EXPECT_THAT(ids(news), ElementsAre(6));
  EXPECT_EQ(news.seen, (Seen{6, noon, 0}));
  const News none = news_of(std::nullopt, {said(std::nullopt, noon)});
  EXPECT_EQ(none.seen, Seen{}) << "as if it were empty";
}

TEST(History, WhatComesLiveIsNewsWhateverItsId) {
  EXPECT_EQ(seen_live(std::nullopt, said(7, noon)), (Seen{7, noon, 0}));
  EXPECT_EQ(seen_live(Seen{7, noon, 2}, said(8, noon + minutes(1))), (Seen{8, noon + minutes(1), 2}));
  EXPECT_EQ(seen_live(Seen{7, noon, 2}, said(7, noon)), (Seen{7, noon, 2})) << "a repeat";
  EXPECT_EQ(seen_live(Seen{7, noon, 2}, said(1, noon + minutes(1))), (Seen{1, noon + minutes(1), 3}));
  EXPECT_EQ(seen_live(Seen{7, {}, 2}, said(1)), (Seen{1, {}, 3})) << "a low id is no reason to drop it";
}

TEST(History, LiveWithoutADateOrAnIdTheLastKnownStays) {
  EXPECT_EQ(seen_live(Seen{7, noon, 2}, said(8)), (Seen{8, noon, 2}));
  EXPECT_EQ(seen_live(Seen{7, noon, 2}, said(std::nullopt, noon + minutes(1))), (Seen{7, noon, 2}));
  EXPECT_EQ(seen_live(std::nullopt, said(std::nullopt)), Seen{});
}

TEST(History, IsReadAsItWasKept) {
  for (const Seen& seen : {Seen{}, Seen{7, {}, 0}, Seen{7, noon, 2}, Seen{guild::most_id, noon, 1000}, Seen{-7, {}, 1},
                           Seen{0, noon, 1}, Seen{1, guild::Date(std::chrono::milliseconds(-1)), 0}}) {
    const auto read = parse_seen(to_text(seen));
    ASSERT_TRUE(read) << to_text(seen);
    EXPECT_EQ(*read, seen) << to_text(seen);
  }
}

TEST(History, WhatWasNotKeptByUsIsNotRead) {
  for (const char* text : {"", " ", "x", "7", "7 ", "7 x", "x 7", "99999999999999999999 0"})
    EXPECT_FALSE(parse_seen(text)) << text;
}

}  // namespace
}  // namespace gb::origin
