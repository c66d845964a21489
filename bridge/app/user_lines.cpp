#include "bridge/app/user_lines.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "protocol/guild/token.hpp"
#include "protocol/text/timestamp.hpp"

namespace gb::app {
namespace {

using Json = nlohmann::ordered_json;

/// Takes known keys out of an object one by one; what is left was not known.
class Fields {
 public:
  explicit Fields(Json object) : object_(std::move(object)) {}

  void text(const char* key, std::string& out) {
    if (!object_.contains(key)) return;
    if (!object_[key].is_string()) return complain(fmt::format("\"{}\" must be a string", key));
    out = object_[key].get<std::string>();
    object_.erase(key);
  }

  void boolean(const char* key, bool& out) {
    if (!object_.contains(key)) return;
    if (!object_[key].is_boolean()) return complain(fmt::format("\"{}\" must be true or false", key));
    out = object_[key].get<bool>();
    object_.erase(key);
  }

  void id(const char* key, std::optional<UserId>& out) {
    if (!object_.contains(key)) return;
    if (!object_[key].is_number_integer()) return complain(fmt::format("\"{}\" must be a number", key));
    out = UserId{object_[key].get<std::int64_t>()};
    object_.erase(key);
  }

  /// What was wrong first, or empty.
  std::string fault() const {
    if (!fault_.empty() || object_.empty()) return fault_;
    return fmt::format("\"{}\" is not known; known are id, handle, displayName, email, admin, password",
                       object_.begin().key());
  }

 private:
  void complain(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
  }

  Json object_;
  std::string fault_;
};

}  // namespace

std::variant<store::NewAccount, std::string> read_user(std::string_view line) {
  Json object = Json::parse(line, nullptr, false);
  if (!object.is_object()) return std::string("not a JSON object");
  Fields fields(std::move(object));
  store::NewAccount account;
  fields.id("id", account.id);
  fields.text("handle", account.handle);
  fields.text("displayName", account.display_name);
  fields.text("display_name", account.display_name);  // as the option of `user add` spells it
  fields.text("email", account.email);
  fields.boolean("admin", account.admin);
  fields.text("password", account.password);
  if (std::string fault = fields.fault(); !fault.empty()) return fault;
  if (account.display_name.empty()) account.display_name = account.handle;
  return account;
}

std::string credentials_line(UserId id, const std::string& password) {
  const Json line = {{"id", id.value}, {"token", guild::write_token({id.value, password})}};
  return line.dump();
}

std::string user_line(const core::Account& account) {
  const Json line = {{"id", account.user->id.value},
                     {"handle", account.user->handle},
                     {"displayName", account.user->display_name},
                     {"email", account.email},
                     {"admin", account.admin},
                     {"created", text::format_timestamp(account.user->created)}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace gb::app
