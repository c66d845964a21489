#include <memory>
#include <string>
#include <utility>
#include <vector>

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
  core::UserPtr author;
  core::Draft draft;
  Reply reply;
};

void posted(Posting& posting, const result<core::Appended>& outcome) {
  posting.session->end_post();
  if (!outcome) return posting.reply.refuse(outcome.error().told);
  Common& common = posting.session->common();
  if (!outcome->known) ++common.counters.posts;
  posting.reply.ok(guild::to_json(to_guild(*outcome->entry, posting.channel->info(), common.view)));
}

void say(const std::shared_ptr<Posting>& posting) {
  posting->channel->post(posting->author, posting->session->id(), std::move(posting->draft), wall_now(),
                         [posting](const result<core::Appended>& outcome) { posted(*posting, outcome); });
}

std::vector<core::FileRef> files_of(const guild::Post& post, const Numbering& ids) {
  std::vector<core::FileRef> files;
  for (const guild::File& file : post.attachments)
    files.push_back({ids.meant_user(file.user_id), file.file_name, file.width, file.height});
  return files;
}

void attach(const std::shared_ptr<Posting>& posting, std::vector<core::FileRef> files) {
  posting->session->common().files.attach(std::move(files), posting->author->id, posting->channel->info().id,
                                          [posting](result<std::vector<core::FileRef>> known) {
                                            posting->session->end_attaching();
                                            if (known) {
                                              posting->draft.message.attachments = std::move(*known);
                                              return say(posting);
                                            }
                                            posting->session->end_post();
                                            posting->reply.refuse(known.error().told);
                                          });
}

}  // namespace

void post(Call& call, guild::Post post) {
  Session& session = *call.session;
  if (!session.begin_post())
    return call.reply.refuse("Too many posts of this connection wait for the disk, wait for their acknowledgements");
  auto files = files_of(post, session.common().view.ids);
  core::Draft draft{core::from_native(post.content), std::move(post.nonce)};
  const auto posting = std::make_shared<Posting>(
      Posting{call.session, call.channel, session.user(), std::move(draft), std::move(call.reply)});
  if (files.empty() && !session.is_attaching()) return say(posting);
  session.begin_attaching();
  const auto& origin = session.origin_side();
  if (!origin) return attach(posting, std::move(files));
  origin->borrow(std::move(files), posting->author->id,
                 [posting](std::vector<core::FileRef> here) { attach(posting, std::move(here)); });
}

void typing(Call& call) {
  if (call.session->may_type(std::chrono::steady_clock::now()))
    call.channel->typing(call.session->user(), call.session->id());
  call.reply.ok();
}

void upload(Call& call, std::string bytes) {
  if (!call.session->begin_upload())
    return call.reply.refuse("Too many uploads of this connection at once, wait for their uploadstatus");
  const auto session = call.session;
  const auto reply = std::make_shared<Reply>(std::move(call.reply));
  session->common().files.keep_picture(session->user()->id, std::move(bytes),
                                       [session, reply](const result<core::FileRef>& kept) {
                                         session->end_upload();
                                         if (!kept) return reply->refuse(kept.error().told);
                                         ++session->common().counters.uploads;
                                         reply->uploaded(kept->name);
                                       });
}

}  // namespace gb::gateway
