// The deeds of the set-up: what is asked and what is written is decided in setup/.
#include "bridge/app/init_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <random>
#include <utility>

#include "adapters/matrix/registration.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/new_files.hpp"
#include "bridge/app/online_check.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/app/service_user.hpp"
#include "bridge/app/setup/written_config.hpp"
#include "bridge/app/terminal.hpp"
#include "bridge/gateway/web/assets.hpp"
#include "bridge/store/account_book.hpp"
#include "protocol/guild/token.hpp"

namespace gb::app {
namespace {

constexpr std::size_t password_length = 20;

std::string random_secret(std::size_t length) {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";  // 32, none of which looks like another.
  std::random_device random;
  std::string out;
  while (out.size() < length) out += letters[random() % letters.size()];
  return out;
}

/// What a file holds but for its line end; nothing where no file is named.
result<std::optional<std::string>> read_secret(const std::string& path) {
  if (path.empty()) return std::optional<std::string>();
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) return Error{Fault::caller, false, "the file " + path + " cannot be read"};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return Error{Fault::caller, false, "the file " + path + " cannot be read, or is empty"};
  return std::optional(std::move(text));
}

/// One run of the command, step by step; the first error ends it.
class SetUp {
 public:
  SetUp(InitOptions options, std::istream& input)
      : options_(std::move(options)), input_(input), files_(options_.force) {}

  result<void> prepare();
  result<void> ask();
  result<void> write();
  result<void> make_admin();
  void tell() const;
  bool look() const { return options_.offline || app::tell(look_around(config_)); }
  void tell_what_is_next() const;

 private:
  std::string beside(const std::string& name) const {
    return (std::filesystem::path(options_.config).parent_path() / name).string();
  }
  result<void> read_secrets();
  result<void> write_files();
  result<void> write_registration();
  result<void> make_data_folder() const;

  InitOptions options_;
  std::istream& input_;
  NewFiles files_;
  std::optional<ServiceUser> service_;
  setup::Wishes wishes_;
  config::Config config_;
  std::string registration_;  ///< Where it was written, if it was.
  std::string password_;
  std::string token_;  ///< Empty: the admin was there before.
};

result<void> SetUp::prepare() {
  if (auto may = files_.may_write(options_.config); !may) return may;
  if (!options_.given.data.empty())
    options_.given.data = std::filesystem::absolute(options_.given.data).lexically_normal().string();
  if (!options_.service_user.empty()) {
    if (options_.given.data.empty())
      return Error{Fault::caller, false, "--service-user needs --data: a folder where that user may write"};
    auto found = find_service_user(options_.service_user);
    if (!found) return found.error();
    service_ = *found;
    files_.let_read(service_->group);
  }
  return read_secrets();
}

result<void> SetUp::read_secrets() {
  setup::Given& given = options_.given;
  for (auto& [path, into] : {std::pair{&options_.irc_password_file, &given.irc_password},
                             std::pair{&options_.matrix_token_file, &given.matrix_token},
                             std::pair{&options_.matrix_password_file, &given.matrix_password}}) {
    auto secret = read_secret(*path);
    if (!secret) return secret.error();
    if (*secret) *into = std::move(*secret);
  }
  if (!options_.password_stdin) return {};
  std::string line;
  std::getline(input_, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) return Error{Fault::caller, false, "--password-stdin: there is no password on standard input"};
  given.admin_password = std::move(line);
  return {};
}

result<void> SetUp::ask() {
  std::optional<setup::Questions::Person> person;
  if (!options_.yes && !options_.password_stdin && somebody_is_there())
    person.emplace(setup::Questions::Person{input_, std::cout, set_echo});
  setup::Questions questions(person);
  questions.say("A first configuration, for " + options_.config + ". Enter takes what stands in brackets.");
  wishes_ = setup::interview(options_.given, questions, random_secret);
  if (!questions.fault().empty()) return Error{Fault::caller, false, questions.fault()};
  return {};
}

result<void> SetUp::write() {
  auto written = write_files();
  if (!written) files_.take_back();
  return written;
}

result<void> SetUp::write_files() {
  const setup::Written written = setup::write_config(wishes_);
  const std::filesystem::path folder = std::filesystem::path(options_.config).parent_path();
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  for (const setup::SecretFile& secret : written.secrets)
    if (auto done = files_.write(beside(secret.name), secret.content.reveal() + "\n"); !done) return done;
  if (auto done = files_.write(options_.config, written.toml); !done) return done;
  auto config = read_config(options_.config);
  if (!config) return Error{Fault::caller, false, "these answers make no configuration; nothing is written"};
  config_ = std::move(*config);
  if (auto done = write_registration(); !done) return done;
  return make_data_folder();
}

result<void> SetUp::write_registration() {
  for (const config::Matrix& matrix : config_.matrix) {
    if (!matrix.appservice) continue;
    registration_ = beside("matrix-" + matrix.name + "-registration.yaml");
    if (auto done = files_.write(registration_, matrix::registration(matrix, {})); !done) return done;
  }
  return {};
}

result<void> SetUp::make_data_folder() const {
  if (wishes_.data.empty()) return {};
  std::error_code fault;
  const bool made = std::filesystem::create_directories(wishes_.data, fault);
  if (fault)
    return Error{Fault::house, false, fmt::format("the folder {} cannot be made: {}", wishes_.data, fault.message())};
  if (made && service_ && ::chown(wishes_.data.c_str(), service_->id, service_->group) != 0)
    return Error{Fault::house, false,
                 fmt::format("the folder {} cannot be given away: {}", wishes_.data, std::strerror(errno))};
  return {};
}

// From here on as who will run the bridge, so that the database is his, and what he cannot read shows now.
result<void> SetUp::make_admin() {
  if (service_)
    if (auto became = become(*service_); !became) return became;
  if (!read_config(options_.config))
    return Error{Fault::house, false,
                 "the service's user cannot read the configuration; look at the rights of its folder"};
  auto book = store::AccountBook::open(config_.store.path);
  if (!book) return book.error();
  auto known = (*book)->list();
  if (!known) return known.error();
  for (const core::Account& account : *known)
    if (account.user->handle == wishes_.admin) return {};
  password_ = wishes_.admin_password.empty() ? random_secret(password_length) : wishes_.admin_password.reveal();
  store::NewAccount account;
  account.handle = wishes_.admin;
  account.display_name = wishes_.admin;
  account.admin = true;
  account.password = password_;
  const auto id = (*book)->add(account);
  if (!id) return id.error();
  token_ = guild::write_token({id->value, password_});
  return {};
}

void SetUp::tell() const {
  std::cout << "Written:\n";
  for (const std::string& path : files_.written()) std::cout << "  " << path << '\n';
  if (token_.empty()) {
    std::cout << fmt::format("There is a user {} already; the password stays as it is.\n\n", wishes_.admin);
    return;
  }
  const std::string shown = wishes_.admin_password.empty() ? "; password: " + password_ : std::string();
  std::cout << fmt::format(
                   "The first user is {}{}\n  token for native clients: {}\n"
                   "  Shown this once; to have another: {} user passwd.\n\n",
                   wishes_.admin, shown, token_, options_.program)
            << std::flush;
}

void SetUp::tell_what_is_next() const {
  const std::string with = " --config " + options_.config;
  const std::string program = (service_ ? "sudo -u " + service_->name + " " : "") + options_.program;
  int step = 0;
  std::cout << "\nWhat to do next:\n";
  if (!registration_.empty())
    std::cout << fmt::format("  {}. Let the homeserver read {} (Synapse: app_service_config_files) and restart it.\n",
                             ++step, registration_);
  if (wishes_.matrix && !registration_.empty())
    std::cout << fmt::format("  {}. If the room is not public, invite @guildbridge:{} into it.\n", ++step,
                             wishes_.matrix->server_name);
  else if (wishes_.matrix)
    std::cout << fmt::format("  {}. If the room is not public, invite {} into it.\n", ++step, wishes_.matrix->user);
  std::cout << fmt::format("  {}. Look again, whenever something is changed:  {} check --online{}\n", ++step, program,
                           with);
  std::cout << fmt::format("  {}. Start it:  {}\n", ++step,
                           service_ ? "sudo systemctl start guildbridge" : program + " run" + with);
  if (!gateway::assets().empty())
    std::cout << fmt::format("  {}. Open {}/ in a browser and sign in as {}, with the password.\n", ++step,
                             wishes_.public_url, wishes_.admin);
  std::cout << fmt::format("  {}. Native clients connect to {} with the token.\n", ++step, wishes_.public_url);
  std::cout << fmt::format(
      "  {}. Let somebody else in:  echo PASSWORD | {} user add{} --handle NAME --password-stdin\n", ++step, program,
      with);
}

}  // namespace

ExitCode init(InitOptions options, std::istream& input) {
  SetUp set_up(std::move(options), input);
  using Step = result<void> (SetUp::*)();
  for (const Step step : {&SetUp::prepare, &SetUp::ask, &SetUp::write, &SetUp::make_admin})
    if (const auto done = (set_up.*step)(); !done) return complain(done.error());
  set_up.tell();
  const bool fine = set_up.look();
  set_up.tell_what_is_next();
  return fine ? ExitCode::fine : ExitCode::failed;
}

}  // namespace gb::app
