#include "adapters/matrix/ghosts.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/matrix/wire/ids.hpp"
#include "bridge/base/log.hpp"
#include "protocol/text/clean.hpp"

namespace gb::matrix {
namespace {

constexpr std::string_view kept_ghost = "ghost ";
constexpr std::size_t longest_name = 100;
constexpr std::chrono::minutes ask_again{10};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return text;
}

Answer fine() {
  Answer answer;
  answer.status = 200;
  answer.body = nlohmann::json::object();
  return answer;
}

Answer not_let_in() {
  Answer answer;
  answer.status = 403;
  answer.body = nlohmann::json::object();
  answer.told = "the room does not let this person in";
  return answer;
}

}  // namespace

Ghosts::Ghosts(Api& api, Repository& repository, const core::Avatars& avatars, const config::Matrix& settings,
               Kept& kept)
    : api_(api), repository_(repository), avatars_(avatars), settings_(settings), kept_(kept) {
  server_ = settings.appservice ? settings.server_name : std::string(server_of(settings.user));
  bot_ = settings.appservice ? "@" + settings.bot + ":" + server_ : settings.user;
  if (settings.appservice) ghosts_ = "@" + settings.ghost_prefix;
  for (const auto& [name, localpart] : kept.values()) {
    if (!name.starts_with(kept_ghost)) continue;
    std::int64_t id = 0;
    std::from_chars(name.data() + kept_ghost.size(), name.data() + name.size(), id);
    localparts_[UserId{id}] = localpart;
    taken_.insert(localpart);
  }
}

bool Ghosts::is_ours(std::string_view user_id) const {
  return user_id == bot_ || (!ghosts_.empty() && user_id.starts_with(ghosts_) && server_of(user_id) == server_);
}

std::string Ghosts::speaker(const core::User& author) {
  if (!settings_.appservice || author.id == house_user) return {};
  std::string& localpart = localparts_[author.id];
  if (localpart.empty()) {
    localpart = fresh_localpart(author);
    taken_.insert(localpart);
    kept_.put(std::string(kept_ghost) + std::to_string(author.id.value), localpart);
  }
  return "@" + localpart + ":" + server_;
}

// After the name at first sight: what follows is shown as a display name, and the id stays.
std::string Ghosts::fresh_localpart(const core::User& author) const {
  const std::string handle = lower(author.handle);
  const std::size_t at = handle.rfind('@');
  std::string prefix = settings_.ghost_prefix;
  std::string network = at == std::string::npos ? std::string() : handle.substr(at + 1);
  if (network.empty() && prefix.ends_with('_')) prefix.pop_back();  // One underscore is enough before a native's name.
  std::string localpart = ghost_localpart(prefix, network, handle.substr(0, at), server_);
  // Somebody may have guessed that number, too, and taken it for a name.
  std::string key = std::to_string(author.id.value);
  while (taken_.contains(localpart) || "@" + localpart + ":" + server_ == bot_) {
    localpart = ghost_localpart(prefix, network, key, server_);
    key += "-2";
  }
  return localpart;
}

boost::asio::awaitable<Answer> Ghosts::prepare(core::UserPtr author, std::string room) {
  const std::string speaker = this->speaker(*author);
  if (speaker.empty()) co_return fine();
  const std::string name = text::clean_name(author->display_name, localpart(speaker), longest_name);
  const Ghost& ghost = known_[speaker];
  if (!ghost.registered || ghost.name != name) {
    Answer made = co_await make(speaker, name);
    if (!made.ok()) co_return made;
  }
  if (const core::FileRef* picture = avatars_.find(author->id); picture != nullptr)
    co_await show_face(speaker, *picture);
  if (known_[speaker].rooms.contains(room)) co_return fine();
  co_return co_await enter(speaker, room);
}

// Tried once for each picture: the words matter more.
boost::asio::awaitable<void> Ghosts::show_face(std::string user, core::FileRef picture) {
  if (std::exchange(known_[user].face, picture.name) == picture.name) co_return;
  const Repository::Given given = co_await repository_.give(picture);
  if (!given.mxc.empty() && given.mxc == known_[user].avatar) co_return;
  Answer shown = given.answer;
  if (!given.mxc.empty()) shown = co_await api_.set_avatar(user, given.mxc);
  if (shown.ok())
    known_[user].avatar = given.mxc;
  else
    log::warn("matrix." + settings_.name, "{} cannot be shown with a picture: {}", user, shown.told);
}

boost::asio::awaitable<Answer> Ghosts::make(std::string speaker, std::string name) {
  if (!known_[speaker].registered) {
    Answer made = co_await api_.register_user(std::string(localpart(speaker)));
    if (!made.ok() && made.errcode != "M_USER_IN_USE") co_return made;
    known_[speaker].registered = true;
    const Answer profile = co_await api_.profile(speaker);
    if (profile.ok()) {
      known_[speaker].name = profile.text("displayname");
      known_[speaker].avatar = profile.text("avatar_url");
    }
  }
  if (known_[speaker].name == name) co_return fine();
  Answer named = co_await api_.set_display_name(speaker, name);
  // Some homeservers do not let names be changed; the words matter more.
  if (named.is_passing()) co_return named;
  if (!named.ok()) log::warn("matrix." + settings_.name, "{} cannot be named: {}", speaker, named.told);
  known_[speaker].name = name;
  co_return fine();
}

boost::asio::awaitable<Answer> Ghosts::enter(std::string speaker, std::string room) {
  if (const auto barred = known_[speaker].barred.find(room);
      barred != known_[speaker].barred.end() && std::chrono::steady_clock::now() - barred->second < ask_again)
    co_return not_let_in();
  Answer joined = co_await api_.join(room, speaker);
  if (joined.status == 403) {
    // A room for invited people: the bot may be allowed to invite.
    const Answer invited = co_await api_.invite(room, speaker);
    if (invited.ok() || invited.is_passing()) joined = co_await api_.join(room, speaker);
  }
  if (joined.ok()) known_[speaker].rooms.insert(room);
  if (joined.status == 403) known_[speaker].barred[room] = std::chrono::steady_clock::now();
  co_return joined;
}

bool Ghosts::is_ready(const std::string& speaker, const std::string& room) const {
  const auto known = known_.find(speaker);
  return known != known_.end() && known->second.rooms.contains(room);
}

void Ghosts::seen(const std::string& room, const std::string& user_id, const std::string& name) {
  Ghost& ghost = known_[user_id];
  ghost.registered = true;
  ghost.name = name;
  ghost.rooms.insert(room);
}

void Ghosts::gone(const std::string& room, const std::string& user_id) {
  const auto found = known_.find(user_id);
  if (found == known_.end()) return;
  found->second.rooms.erase(room);
  found->second.barred.erase(room);  // Perhaps the ban has just been lifted.
}

}  // namespace gb::matrix
