#include <fmt/format.h>

#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/user_lines.hpp"
#include "bridge/store/account_book.hpp"
#include "config/load/values.hpp"

namespace gb::app {
namespace {

/// Runs `command` with the accounts of the configured store.
template <class Command>
ExitCode with_accounts(const std::string& path, Command command) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  auto book = store::AccountBook::open(config->store.path);
  if (!book) return complain(book.error());
  return command(**book, *config);
}

/// All of the input is the password; the line end that `echo` adds is not part of it.
result<std::string> read_password(std::istream& input) {
  std::string line;
  std::getline(input, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (input.peek() != std::istream::traits_type::eof())
    return Error{Fault::caller, false, "the password on standard input must be one line"};
  return line;
}

result<std::vector<store::NewAccount>> read_users(std::istream& input) {
  std::vector<store::NewAccount> users;
  std::size_t row = 0;
  for (std::string line; std::getline(input, line);) {
    ++row;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto user = read_user(line);
    if (const auto* wrong = std::get_if<std::string>(&user))
      return Error{Fault::caller, false, fmt::format("row {}: {}", row, *wrong)};
    users.push_back(std::get<store::NewAccount>(std::move(user)));
  }
  return users;
}

}  // namespace

ExitCode user_add(const std::string& path, const NewUser& user, std::istream& input) {
  return with_accounts(path, [&](store::AccountBook& book, const config::Config&) {
    store::NewAccount account;
    account.handle = user.handle;
    account.display_name = user.display_name.empty() ? user.handle : user.display_name;
    account.email = user.email;
    account.admin = user.admin;
    auto password = read_password(input);
    if (!password) return complain(password.error());
    account.password = std::move(*password);
    const auto id = book.add(account);
    if (!id) return complain(id.error());
    std::cout << credentials_line(*id, account.password) << '\n';
    return ExitCode::fine;
  });
}

ExitCode user_import(const std::string& path, bool weak_hash, std::istream& input) {
  return with_accounts(path, [&](store::AccountBook& book, const config::Config& config) {
    if (weak_hash && !config::is_loopback(config::split_host_port(config.gateway.listen).host))
      return complain({Fault::caller, false,
                       "--weak-hash is for load tests: [gateway] listen must be a loopback address such as "
                       "127.0.0.1:8080"});
    const auto users = read_users(input);
    if (!users) return complain(users.error());
    const auto ids = book.import(*users, weak_hash);
    if (!ids) return complain(ids.error());
    for (std::size_t i = 0; i < ids->size(); ++i)
      std::cout << credentials_line((*ids)[i], (*users)[i].password) << '\n';
    return ExitCode::fine;
  });
}

ExitCode user_list(const std::string& path) {
  return with_accounts(path, [](store::AccountBook& book, const config::Config&) {
    const auto accounts = book.list();
    if (!accounts) return complain(accounts.error());
    for (const core::Account& account : *accounts) std::cout << user_line(account) << '\n';
    return ExitCode::fine;
  });
}

ExitCode user_remove(const std::string& path, const std::string& handle) {
  return with_accounts(path, [&](store::AccountBook& book, const config::Config&) {
    const auto removed = book.remove(handle);
    if (!removed) return complain(removed.error());
    std::cout << handle << " can no longer log in.\n";
    return ExitCode::fine;
  });
}

ExitCode user_passwd(const std::string& path, const std::string& handle, std::istream& input) {
  return with_accounts(path, [&](store::AccountBook& book, const config::Config&) {
    const auto password = read_password(input);
    if (!password) return complain(password.error());
    const auto id = book.set_password(handle, *password);
    if (!id) return complain(id.error());
    std::cout << credentials_line(*id, *password) << '\n';
    return ExitCode::fine;
  });
}

}  // namespace gb::app
