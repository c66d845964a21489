#include <memory>
#include <utility>

#include "bridge/core/native_text.hpp"
#include "bridge/gateway/encode.hpp"
#include "bridge/gateway/handlers/handlers.hpp"
#include "protocol/guild/encode.hpp"

namespace gb::gateway {
namespace {

// Completions are copied, a reply is owed once: it is shared with the completion.
struct Posting {
  std::shared_ptr<Session> session;
  std::shared_ptr<core::Channel> channel;
  Reply reply;
};

void posted(Posting& posting, const result<core::Appended>& outcome) {
  posting.session->end_post();
  if (!outcome) return posting.reply.refuse(outcome.error().told);
  if (!outcome->known) ++posting.session->common().counters.posts;
  posting.reply.ok(guild::to_json(to_guild(*outcome->entry, posting.channel->info())));
}

}  // namespace

void post(Call& call, guild::Post post) {
  Session& session = *call.session;
  if (!post.attachments.empty()) return refuse_input(call, "An attachment names a file that does not exist");
  if (!session.begin_post())
    return call.reply.refuse("Too many posts of this connection wait for the disk, wait for their acknowledgements");
  core::Draft draft{core::from_native(post.content), std::move(post.nonce)};
  const auto posting = std::make_shared<Posting>(Posting{call.session, call.channel, std::move(call.reply)});
  call.channel->post(session.user(), session.id(), std::move(draft), wall_now(),
                     [posting](const result<core::Appended>& outcome) { posted(*posting, outcome); });
}

void typing(Call& call) {
  if (call.session->may_type(std::chrono::steady_clock::now()))
    call.channel->typing(call.session->user(), call.session->id());
  call.reply.ok();
}

void upload(Call& call) {
  call.reply.refuse("This server takes no files");
}

}  // namespace gb::gateway
