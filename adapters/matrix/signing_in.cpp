#include "adapters/matrix/signing_in.hpp"

#include <utility>

#include "adapters/matrix/syncing.hpp"

namespace gb::matrix {
namespace {

using boost::asio::awaitable;

constexpr const char* kept_user = "user";
constexpr const char* kept_token = "token";

}  // namespace

SigningIn::SigningIn(Api& api, const config::Matrix& settings, Kept& kept, std::string bot)
    : api_(api), settings_(settings), kept_(kept), bot_(std::move(bot)) {}

awaitable<Answer> SigningIn::introduce() {
  if (settings_.appservice) co_return co_await introduce_service();
  forget_another_user();
  const std::string token = settings_.access_token.empty() ? kept_.get(kept_token) : settings_.access_token.reveal();
  if (token.empty()) co_return co_await log_in();
  api_.set_token(token);
  Answer known = co_await api_.prove(settings_.user);
  if (known.status == 401) co_return co_await log_in();
  co_return known;
}

awaitable<Answer> SigningIn::introduce_service() {
  api_.set_token(settings_.as_token.reveal());
  Answer made = co_await api_.register_user(settings_.bot);
  if (!made.ok() && made.errcode != "M_USER_IN_USE") co_return made;
  co_return co_await api_.whoami(bot_);
}

// What was kept for one user says nothing of another.
void SigningIn::forget_another_user() {
  if (kept_.get(kept_user) == settings_.user) return;
  if (!kept_.get(kept_user).empty()) {
    kept_.forget(kept_token);
    kept_.forget(kept_since);
  }
  kept_.put(kept_user, settings_.user);
}

awaitable<Answer> SigningIn::log_in() {
  Answer refused;
  refused.status = 401;
  refused.told = "the homeserver does not accept the token";
  if (settings_.password.empty()) co_return refused;
  api_.set_token({});
  kept_.forget(kept_token);
  Answer answer = co_await api_.log_in(settings_.user, settings_.password.reveal());
  if (!answer.ok()) co_return answer;
  api_.set_token(answer.text("access_token"));
  kept_.put(kept_token, answer.text("access_token"));
  co_return answer;
}

}  // namespace gb::matrix
