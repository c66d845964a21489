#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "bridge/gateway/encode.hpp"
#include "bridge/gateway/handlers/handlers.hpp"
#include "bridge/gateway/handlers/page.hpp"
#include "bridge/gateway/handlers/reasons.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {
namespace {

std::vector<guild::Message> messages_of(const std::vector<core::EntryPtr>& entries, const core::ChannelInfo& channel,
                                        const View& view) {
  std::vector<guild::Message> messages;
  messages.reserve(entries.size());
  for (const core::EntryPtr& entry : entries) messages.push_back(to_guild(*entry, channel, view));
  return messages;
}

// A call whose answer waits for the ledger. Shared with the completions, which are copied.
struct Asked {
  Asked(std::shared_ptr<Session> who, std::shared_ptr<core::Channel> where, Reply owed)
      : session(std::move(who)), channel(std::move(where)), reply(std::move(owed)), reads(session->common().reads) {
    ++*reads;
  }
  ~Asked() {
    --*reads;
    session->end_reading();
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  std::shared_ptr<Session> session;
  std::shared_ptr<core::Channel> channel;
  Reply reply;
  std::shared_ptr<std::size_t> reads;
};

std::shared_ptr<Asked> asked_for(Call& call, std::int64_t id) {
  const Common& common = call.session->common();
  auto channel = common.directory.channel_for(*call.session->user(), common.view.ids.meant<ChannelId>(id));
  if (!channel) {
    call.reply.refuse(no_such_channel);
    return nullptr;
  }
  if (*common.reads >= Common::most_reads) {
    call.reply.refuse("Too much history is being read at the moment: try again in a second");
    return nullptr;
  }
  if (!call.session->begin_reading()) {
    call.reply.refuse("Wait for the answers to what you asked for before: " +
                      std::to_string(Session::most_outstanding_reads) + " pages of history are read at once");
    return nullptr;
  }
  return std::make_shared<Asked>(call.session, std::move(channel), std::move(call.reply));
}

}  // namespace

void show_channel(Call& call, std::int64_t id) {
  const auto asked = asked_for(call, id);
  if (!asked) return;
  PageRequest recent;
  recent.limit = asked->session->common().config.history;
  read_page(asked->channel, recent, [asked](const result<Page>& page) {
    if (!page) return asked->reply.refuse(page.error().told);
    auto messages = messages_of(page->entries, asked->channel->info(), asked->session->common().view);
    asked->session->common().people.of(asked->channel, [asked, messages](const People::Text& users) {
      asked->session->send("channel", guild::channel_answer(messages, *users));
      asked->reply.ok();
    });
  });
}

void show_history(Call& call, const guild::History& wanted) {
  const auto asked = asked_for(call, wanted.channel);
  if (!asked) return;
  PageRequest request;
  request.limit = static_cast<std::size_t>(wanted.limit);
  const Numbering& ids = asked->session->common().view.ids;
  if (wanted.before) request.before = ids.meant<Seq>(*wanted.before);
  if (wanted.after) request.after = ids.meant<Seq>(*wanted.after);
  read_page(asked->channel, request, [asked](const result<Page>& page) {
    if (!page) return asked->reply.refuse(page.error().told);
    const core::ChannelInfo& channel = asked->channel->info();
    const auto messages = messages_of(page->entries, channel, asked->session->common().view);
    asked->session->send(
        "history", guild::history_answer(asked->session->common().view.ids.shown(channel.id), messages, page->more));
    asked->reply.ok();
  });
}

}  // namespace gb::gateway
