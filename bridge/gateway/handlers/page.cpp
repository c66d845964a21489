#include "bridge/gateway/handlers/page.hpp"

#include <algorithm>
#include <utility>

#include "bridge/gateway/encode.hpp"

namespace gb::gateway {
namespace {

constexpr std::size_t least_read = 64;  // so that a small page after many removals is not read entry by entry

/// One page in the making; kept alive by the read it waits for.
class PageReading : public std::enable_shared_from_this<PageReading> {
 public:
  PageReading(std::shared_ptr<core::Channel> channel, const PageRequest& request, Done<Page> done)
      : channel_(std::move(channel)), limit_(request.limit), done_(std::move(done)) {
    range_.after = request.after.value_or(Seq{});
    range_.before = request.before;
    range_.take = request.after ? core::ReadRange::Take::oldest : core::ReadRange::Take::newest;
    range_.limit = std::max(limit_ + 1, least_read);
  }

  void read() {
    channel_->log().read(range_, [self = shared_from_this()](const result<std::vector<core::EntryPtr>>& entries) {
      if (!entries) return self->done_(entries.error());
      self->took(*entries);
    });
  }

 private:
  bool forward() const { return range_.take == core::ReadRange::Take::oldest; }

  // Entries are collected in the direction of reading, one more than the page holds, to see whether there are more.
  void took(std::vector<core::EntryPtr> entries) {
    const bool last = entries.size() < range_.limit;
    if (!forward()) std::ranges::reverse(entries);
    for (core::EntryPtr& entry : entries) {
      if (found_.size() > limit_) break;
      if (is_visible_message(*entry)) found_.push_back(entry);
    }
    if (last || found_.size() > limit_) return finish();
    if (forward())
      range_.after = entries.back()->seq;
    else
      range_.before = entries.back()->seq;
    read();
  }

  void finish() {
    Page page;
    page.more = found_.size() > limit_;
    if (page.more) found_.pop_back();
    if (!forward()) std::ranges::reverse(found_);
    page.entries = std::move(found_);
    done_(std::move(page));
  }

  std::shared_ptr<core::Channel> channel_;
  core::ReadRange range_;
  std::size_t limit_;
  Done<Page> done_;
  std::vector<core::EntryPtr> found_;
};

}  // namespace

void read_page(const std::shared_ptr<core::Channel>& channel, const PageRequest& request, Done<Page> done) {
  std::make_shared<PageReading>(channel, request, std::move(done))->read();
}

}  // namespace gb::gateway
