#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "bridge/base/ids.hpp"
#include "bridge/core/person.hpp"
#include "bridge/store/account_book.hpp"

/// The JSON lines of the `user` commands. Pure.
namespace gb::app {

/// One line of `user import`; a string says what is wrong with it.
std::variant<store::NewAccount, std::string> read_user(std::string_view line);

/// {"id": 1, "token": "..."}: what a new user needs in order to log in.
std::string credentials_line(UserId id, const std::string& password);

/// {"id", "handle", "displayName", "email", "admin", "created"}
std::string user_line(const core::Account& account);

}  // namespace gb::app
