#include "adapters/origin/last_heard.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <vector>

namespace gb::origin {
namespace {

using namespace std::chrono_literals;

Seen at(std::int64_t id) {
  return {id, std::nullopt, 0};
}

struct World {
  boost::asio::io_context loop;
  std::vector<std::string> kept;
  std::shared_ptr<LastHeard> last = make(at(5));

  std::shared_ptr<LastHeard> make(const std::optional<Seen>& before) {
    return std::make_shared<LastHeard>(loop.get_executor(), before,
                                       [this](std::string seen) { kept.push_back(std::move(seen)); });
  }

  void hear(std::int64_t id) { last->done(last->begin(at(id)), true); }
};

TEST(OriginLastHeard, TheFirstIsKeptAtOnceTheRestInAMoment) {
  World world;
  for (int id = 6; id < 100; ++id) world.hear(id);
  EXPECT_EQ(world.kept, std::vector{to_text(at(6))});
  world.loop.run();
  EXPECT_EQ(world.kept, (std::vector{to_text(at(6)), to_text(at(99))}));
}

TEST(OriginLastHeard, NothingIsKeptThatIsNotOnTheDisk) {
  World world;
  const auto six = world.last->begin(at(6));
  world.last->done(world.last->begin(at(7)), true);
  EXPECT_EQ(world.kept, std::vector{to_text(at(5))}) << "as before";
  world.last->done(six, false);
  world.last->stop();
  EXPECT_EQ(world.kept, std::vector{to_text(at(5))});
  EXPECT_EQ(world.last->seen(), at(7));
}

TEST(OriginLastHeard, AtTheEndEverythingIsKept) {
  World world;
  world.hear(6);
  world.hear(7);
  world.last->stop();
  EXPECT_EQ(world.kept.back(), to_text(at(7)));
  const std::size_t times = world.kept.size();
  world.loop.run();
  EXPECT_EQ(world.kept.size(), times) << "and nothing twice";
}

TEST(OriginLastHeard, NothingIsKeptBeforeAnythingWasHeard) {
  World world;
  world.last = world.make(std::nullopt);
  world.last->stop();
  EXPECT_TRUE(world.kept.empty());
}

TEST(OriginLastHeard, ItMayGoWhileAMomentIsLeft) {
  World world;
  world.hear(6);
  world.hear(7);
  world.last = nullptr;
  world.loop.run();
  EXPECT_EQ(world.kept, std::vector{to_text(at(6))});
}

}  // namespace
}  // namespace gb::origin
