#include "bridge/app/kept_sts.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace gb::app {
namespace {

using std::chrono::seconds;

const Time now{std::chrono::milliseconds(1'769'860'800'000)};

TEST(KeptSts, APolicyOutlivesTheProcess) {
  const auto folder = std::filesystem::temp_directory_path() / ("guildbridge-sts-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "test.db").string();
  {
    boost::asio::thread_pool pool{1};
    const auto kept = store::Kept::open(path, pool).value();
    irc::StsPolicies policies = kept_sts_policies(*kept);
    policies.learn("irc.example.org", 6697, seconds(1000), now);
    policies.learn("gone.example.org", 6697, seconds(1000), now);
    policies.learn("gone.example.org", 6697, seconds(0), now);
    pool.join();
  }
  boost::asio::thread_pool pool{1};
  const auto kept = store::Kept::open(path, pool).value();
  const irc::StsPolicies policies = kept_sts_policies(*kept);
  const auto policy = policies.find("irc.example.org", now + seconds(999));
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->port, 6697);
  EXPECT_EQ(policy->duration, seconds(1000));
  EXPECT_FALSE(policies.find("irc.example.org", now + seconds(1001)));
  EXPECT_FALSE(policies.find("gone.example.org", now));
  pool.join();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gb::app
