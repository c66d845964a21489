#include "adapters/matrix/sending.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/matrix/mentions.hpp"
#include "adapters/matrix/wire/event.hpp"
#include "adapters/matrix/wire/ids.hpp"
#include "adapters/matrix/wire/outgoing_file.hpp"
#include "adapters/matrix/wire/split.hpp"
#include "bridge/core/file_line.hpp"
#include "bridge/core/native_text.hpp"
#include "bridge/net/await_done.hpp"
#include "protocol/text/clean.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;
using delivery::Delivered;
using delivery::Receipt;
using delivery::Refused;
using delivery::Retry;

constexpr std::chrono::milliseconds first_wait{500};
constexpr std::chrono::milliseconds longest_wait{30'000};
constexpr std::chrono::minutes late_after{1};
constexpr std::chrono::minutes clock_difference{5};
constexpr std::size_t page = 100;
constexpr int most_pages = 5;
constexpr int tries_before_suspicion = 3;
constexpr int tries_before_a_link = 6;

std::vector<std::string> values_of(const std::map<std::size_t, std::string>& by_part) {
  std::vector<std::string> out;
  out.reserve(by_part.size());
  for (const auto& [part, id] : by_part) out.push_back(id);
  return out;
}

// Files by the bot need a name beside them.
std::string words_for(const std::vector<core::FileRef>& files) {
  if (files.size() > 1) return "[" + std::to_string(files.size()) + " files]";
  return "[" + std::string(core::kind_of_file(files.front().facts.type)) + "]";
}

std::vector<core::RichText> text_parts(const Outgoing& whole) {
  if (whole.body.text.empty()) return {};
  return split(whole.body, most_content);
}

// Application services give the time itself; a bot can only write it.
std::string late_mark(const core::Entry& entry) {
  if (wall_now() - entry.created < late_after) return {};
  return "[" + text::format_timestamp(entry.created).substr(11, 5) + "] ";
}

}  // namespace

Sending::Sending(Api& api, Ghosts& ghosts, Repository& repository, core::Ledger& ledger, const People& people,
                 RoomId room, core::HouseNames house)
    : api_(api),
      ghosts_(ghosts),
      repository_(repository),
      ledger_(ledger),
      people_(people),
      room_(room),
      house_(std::move(house)) {}

void Sending::begin(const core::Entry& entry) {
  if (seq_ == entry.seq) return;
  seq_ = entry.seq;
  sent_.clear();
  tries_ = 0;
}

awaitable<Sending::Outcome> Sending::carry(core::EntryPtr entry, std::string room) {
  begin(*entry);
  if (std::holds_alternative<core::Removal>(entry->event)) co_return co_await take_back(entry, room);
  Ids replaced;
  if (const auto* edit = std::get_if<core::Edit>(&entry->event)) {
    auto ids = co_await ids_of(edit->target);
    if (!ids) co_return Outcome{Retry{first_wait, ids.error().told}};
    replaced = std::move(*ids);
    // Its files stay as they are; they stand behind the words.
    replaced.resize(replaced.size() - std::min(replaced.size(), edit->now.attachments.size()));
  }
  co_return co_await say(std::move(entry), std::move(room), std::move(replaced));
}

awaitable<Sending::Outcome> Sending::say(core::EntryPtr entry, std::string room, Ids replaced) {
  const Answer ready = co_await ghosts_.prepare(entry->author, room);
  if (!ready.ok()) co_return co_await verdict(ready);
  if (in_doubt_ || house_.is_inherited(entry->seq)) {
    const Answer looked = co_await look_back(*entry, room);
    if (!looked.ok()) co_return co_await verdict(looked);
    in_doubt_ = false;
  }
  const auto* edit = std::get_if<core::Edit>(&entry->event);
  const core::Message& message = edit != nullptr ? edit->now : std::get<core::Message>(entry->event);
  Ids answered;
  if (message.reply && edit == nullptr)
    if (auto ids = co_await ids_of(message.reply->target)) answered = std::move(*ids);
  const Outgoing whole = outgoing(*entry, message, answered, !replaced.empty());
  Answer put = co_await put_words(*entry, room, whole, std::move(replaced));
  if (put.ok() && edit == nullptr) put = co_await put_files(*entry, room, whole, message.attachments);
  if (!put.ok()) co_return co_await verdict(put);
  co_return Outcome{Delivered{values_of(sent_)}};
}

// One event for each part; in place of those that the message had before.
awaitable<Answer> Sending::put_words(const core::Entry& entry, std::string room, Outgoing whole, Ids replaced) {
  const auto parts = text_parts(whole);
  Answer answer;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    if (sent_.contains(part)) continue;
    Outgoing one = whole;
    one.body = parts[part];
    if (part > 0) one.reply_to.clear();
    one.mark = Mark{house_.of(entry.seq), entry.seq, part};
    std::string content = part < replaced.size() ? edit_content(one, replaced[part]) : message_content(one);
    answer = co_await put(entry, room, part, std::move(content));
    if (!answer.ok()) co_return answer;
    sent_[part] = answer.text("event_id");
  }
  // An edit that needs fewer events than the message had.
  for (std::size_t part = parts.size(); part < replaced.size(); ++part) {
    answer = co_await redact(room, replaced[part], transaction_id(house_.of(entry.seq), entry.seq, part));
    if (!answer.ok() && answer.status != 403 && answer.status != 404) co_return answer;
  }
  answer.status = 200;
  co_return answer;
}

// One event for each file, behind the words; one that the homeserver does not take becomes a line with a link.
awaitable<Answer> Sending::put_files(const core::Entry& entry, std::string room, Outgoing whole,
                                     std::vector<core::FileRef> files) {
  const std::size_t words = text_parts(whole).size();
  Answer answer;
  for (std::size_t n = 0; n < files.size(); ++n) {
    const std::size_t part = words + n;
    if (sent_.contains(part)) continue;
    const Repository::Given given = co_await repository_.give(files[n]);
    // Where all else goes through, a link is better than to keep the room waiting for ever.
    if (given.mxc.empty() && given.answer.is_passing() && tries_ < tries_before_a_link) co_return given.answer;
    const Mark mark{house_.of(entry.seq), entry.seq, part};
    std::string content;
    if (given.mxc.empty()) {
      Outgoing line{
          whole.kind, {core::file_line(repository_.files().public_url(), files[n]), {}}, whole.name, {}, mark};
      content = message_content(line);
    } else {
      content = file_content(files[n], given.mxc, part == 0 ? whole.reply_to : std::string(), mark);
    }
    answer = co_await put(entry, room, part, std::move(content));
    if (!answer.ok()) co_return answer;
    sent_[part] = answer.text("event_id");
  }
  answer.status = 200;
  co_return answer;
}

Outgoing Sending::outgoing(const core::Entry& entry, const core::Message& message, const Ids& answered,
                           bool in_place) const {
  Outgoing out;
  out.kind = message.kind;
  out.body = mention_people(message.body, people_.names());
  const bool by_bot = ghosts_.speaker(*entry.author).empty();
  if (by_bot && entry.author->id != house_user)
    out.name = text::clean_name(entry.author->display_name, "user " + std::to_string(entry.author->id.value), 100);
  if (by_bot && out.body.text.empty() && !message.attachments.empty()) out.body.text = words_for(message.attachments);
  if (std::holds_alternative<core::Edit>(entry.event)) {
    if (!in_place) out.body = core::prefixed(core::edit_mark, std::move(out.body));
    return out;
  }
  if (!answered.empty())
    out.reply_to = answered.front();
  else if (message.reply)
    out.body = core::prefixed(core::reply_mark(*message.reply), std::move(out.body));
  if (by_bot) out.body = core::prefixed(late_mark(entry), std::move(out.body));
  return out;
}

// A ghost that was thrown out meanwhile is let in again, once.
awaitable<Answer> Sending::put(const core::Entry& entry, std::string room, std::size_t part, std::string content) {
  const std::string speaker = ghosts_.speaker(*entry.author);
  const std::string transaction = transaction_id(house_.of(entry.seq), entry.seq, part);
  Answer answer = co_await api_.send(room, transaction, content, speaker, entry.created);
  if (answer.status != 403) co_return answer;
  ghosts_.gone(room, speaker);
  Answer joined;
  if (speaker.empty())
    joined = co_await api_.join(room, {});
  else
    joined = co_await ghosts_.prepare(entry.author, room);
  if (!joined.ok()) co_return joined;
  co_return co_await api_.send(room, transaction, content, speaker, entry.created);
}

awaitable<Sending::Outcome> Sending::take_back(core::EntryPtr entry, std::string room) {
  auto ids = co_await ids_of(std::get<core::Removal>(entry->event).target);
  if (!ids) co_return Outcome{Retry{first_wait, ids.error().told}};
  for (std::size_t part = 0; part < ids->size(); ++part) {
    const Answer redacted =
        co_await redact(room, (*ids)[part], transaction_id(house_.of(entry->seq), entry->seq, part));
    if (redacted.ok() || redacted.status == 404) continue;  // Not there any more is as good.
    co_return co_await verdict(redacted);
  }
  co_return Outcome{Delivered{}};
}

// Who sent it may always take it back; the bot only if the room lets it.
awaitable<Answer> Sending::redact(std::string room, std::string event, std::string transaction) {
  Answer answer = co_await api_.redact(room, event, transaction, {});
  if (answer.status != 403) co_return answer;
  const Answer found = co_await api_.event(room, event);
  if (found.is_passing() || found.status == 404) co_return found;
  const std::string sender = found.text("sender");
  if (!ghosts_.is_ours(sender) || sender == ghosts_.bot()) co_return answer;
  answer = co_await api_.redact(room, event, transaction, sender);
  if (answer.status != 403) co_return answer;
  // A ghost that was thrown out meanwhile.
  const Answer joined = co_await api_.join(room, sender);
  if (!joined.ok()) co_return joined.is_passing() ? joined : answer;
  co_return co_await api_.redact(room, event, transaction, sender);
}

// Down to the time of the entry: what is older cannot be it.
awaitable<Answer> Sending::look_back(const core::Entry& entry, std::string room) {
  std::string from;
  for (int n = 0; n < most_pages; ++n) {
    Answer answer = co_await api_.messages(room, from, {}, page);
    if (!answer.ok()) co_return answer;
    const auto chunk = answer.body.find("chunk");
    if (chunk == answer.body.end() || !chunk->is_array()) co_return answer;
    Time oldest = wall_now();
    for (const nlohmann::json& one : *chunk) {
      const RoomEvent event = parse_event(one, room);
      oldest = std::min(oldest, event.sent);
      const auto* said = std::get_if<Said>(&event.content);
      if (said == nullptr || !said->mark || !ghosts_.is_ours(event.sender)) continue;
      if (said->mark->house == house_.of(entry.seq) && said->mark->seq == entry.seq)
        sent_[said->mark->part] = event.event_id;
    }
    from = answer.text("end");
    if (from.empty() || oldest < entry.created - clock_difference) co_return answer;
  }
  Answer enough;
  enough.status = 200;
  co_return enough;
}

awaitable<result<Sending::Ids>> Sending::ids_of(Seq entry) {
  if (entry == Seq{}) co_return Ids{};
  co_return co_await net::await_done<Ids>(
      [this, entry](Done<Ids> done) { ledger_.remote_ids(room_, entry, std::move(done)); });
}

awaitable<Sending::Outcome> Sending::verdict(Answer answer) {
  const auto growing = std::min(first_wait * (1 << std::min(tries_, 6)), longest_wait);
  if (answer.is_passing() || answer.status == 401) ++tries_;
  if (answer.is_limited()) co_return Outcome{Retry{std::max(answer.wait, growing), answer.told}};
  if (answer.is_passing()) {
    in_doubt_ = in_doubt_ || answer.is_unknown();
    // An error in Matrix's own form, from a homeserver that can write other things: perhaps of this very event.
    bool suspect = answer.status == 500 && !answer.errcode.empty() && tries_ >= tries_before_suspicion;
    if (suspect) {
      const Answer probed = co_await api_.probe(ghosts_.bot(), seq_.value);
      suspect = probed.ok();
    }
    co_return Outcome{Retry{std::max(answer.wait, growing), answer.told, suspect}, true};
  }
  if (answer.status == 401) co_return Outcome{Retry{longest_wait, answer.told}, true};
  co_return Outcome{Refused{answer.told}};
}

}  // namespace gb::matrix
