#pragma once

#include <optional>
#include <string>

#include "config/model/quantity.hpp"

/// What somebody wants of a first configuration. Plain values.
namespace gb::setup {

struct IrcWish {
  std::string name;    ///< Of the section [irc.NAME].
  std::string server;  ///< "host:port".
  bool tls = true;
  std::string nick;
  std::string account;  ///< For SASL; empty: none.
  config::Secret password;
  std::string room;  ///< "#community"
};

struct MatrixWish {
  std::string name;  ///< Of the section [matrix.NAME].
  std::string homeserver;
  bool appservice = false;
  std::string room;  ///< An alias or an id.

  // A bot.
  std::string user;
  config::Secret access_token;  ///< Or
  config::Secret password;

  // An application service.
  std::string server_name;
  std::string listen;
  config::Secret as_token;
  config::Secret hs_token;
};

struct Wishes {
  std::string listen;
  std::string public_url;
  std::string data;  ///< Folder of the database and the files; empty: beside the config.
  std::string guild;
  std::string channel;
  std::optional<IrcWish> irc;
  std::optional<MatrixWish> matrix;
  std::string admin;              ///< Handle of the first user.
  config::Secret admin_password;  ///< Empty: one is to be made.
};

}  // namespace gb::setup
