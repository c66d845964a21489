#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bridge/app/setup/questions.hpp"
#include "bridge/app/setup/wishes.hpp"

namespace gb::setup {

/// What the command line has said already. Secrets come from files there, never as arguments, which everybody can see.
struct Given {
  std::optional<std::string> listen;
  std::optional<std::string> public_url;
  std::string data;
  std::optional<std::string> guild;
  std::optional<std::string> channel;
  std::optional<std::string> irc;
  std::optional<bool> irc_tls;
  std::optional<std::string> irc_nick;
  std::optional<std::string> irc_room;
  std::optional<std::string> irc_account;
  std::optional<std::string> irc_password;
  std::optional<std::string> matrix;
  std::optional<std::string> matrix_mode;
  std::optional<std::string> matrix_user;
  std::optional<std::string> matrix_token;
  std::optional<std::string> matrix_password;
  std::optional<std::string> matrix_server_name;
  std::optional<std::string> matrix_listen;
  std::optional<std::string> matrix_room;
  std::optional<std::string> admin;
  std::optional<std::string> admin_password;
};

/// Asks for what is not given. The answers are of use only if `questions` have no fault at the end. `random` makes a
/// new secret of so many characters.
Wishes interview(const Given& given, Questions& questions, const std::function<std::string(std::size_t)>& random);

}  // namespace gb::setup
