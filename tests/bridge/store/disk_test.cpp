// What a disk does to us: full for a while, then not.
#include <sys/resource.h>

#include <csignal>

#include "tests/bridge/store/fixture.hpp"

namespace gb::store::test {
namespace {

/// No file of this process may grow beyond `bytes` while this lives: the nearest thing to a full disk.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_{};
};

using DiskTest = StoreTest;

TEST_F(DiskTest, AFullDiskRefusesWithAReasonAndLosesNothing) {
  std::vector<Seq> accepted;
  std::string reason;
  {
    const SmallDisk disk(512 * 1024);
    for (int n = 0; n < 2000 && reason.empty(); ++n) {
      const auto outcome = append(said(std::string(2000, 'x'), general));
      if (outcome)
        accepted.push_back(outcome->entry->seq);
      else
        reason = outcome.error().told;
    }
    ASSERT_FALSE(reason.empty()) << "the disk was never full";
    EXPECT_NE(reason.find("disk"), std::string::npos) << reason;
    EXPECT_EQ(read(all(general)).size(), accepted.size()) << "reading goes on";
    EXPECT_FALSE(append(said(std::string(2000, 'x'), general)));
  }
  const auto after = append(said("room again", general));
  ASSERT_TRUE(after) << after.error().told;
  accepted.push_back(after->entry->seq);
  reopen();
  std::vector<Seq> stored;
  for (const auto& entry : read(all(general))) stored.push_back(entry->seq);
  EXPECT_EQ(stored, accepted);
}

}  // namespace
}  // namespace gb::store::test
