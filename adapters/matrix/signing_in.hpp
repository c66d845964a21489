#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/kept.hpp"
#include "config/model/matrix.hpp"

namespace gb::matrix {

/// Who we are at a homeserver. An application service has its token and a user for the bot; a bot has a token, or a
/// password that brings one, which is kept for the next run. Sets the token of `api`.
class SigningIn {
 public:
  /// All must outlive this. `bot`: the bot's whole user id.
  SigningIn(Api& api, const config::Matrix& settings, Kept& kept, std::string bot);

  /// One attempt to be known there. The answer says what is wrong if something is.
  boost::asio::awaitable<Answer> introduce();

  /// A new token, where there is a password; else an answer of status 401.
  boost::asio::awaitable<Answer> log_in();

 private:
  boost::asio::awaitable<Answer> introduce_service();
  void forget_another_user();

  Api& api_;
  const config::Matrix& settings_;
  Kept& kept_;
  std::string bot_;
};

}  // namespace gb::matrix
