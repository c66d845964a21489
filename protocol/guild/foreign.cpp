#include "protocol/guild/foreign.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "protocol/guild/packets.hpp"

namespace gb::guild {
namespace {

using nlohmann::json;

const json& member(const json& object, const char* key) {
  static const json none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string text_of(const json& object, const char* key) {
  const json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<Date> date_of(const json& object, const char* key) {
  const json& value = member(object, key);
  return value.is_string() ? text::parse_timestamp(value.get_ref<const std::string&>()) : std::nullopt;
}

// A rendering that somebody asks for matters to his own clients only.
std::optional<File> read_file(const json& value) {
  if (!value.is_object()) return std::nullopt;
  const auto user = read_id(member(value, "userId"));
  File file{user.value_or(0), text_of(value, "fileName"), {}, {}};
  if (!user || !is_file_name(file.file_name, Limits{})) return std::nullopt;
  return file;
}

}  // namespace

std::optional<std::int64_t> read_id(const json& value) {
  std::int64_t id = 0;
  if (value.is_number_integer()) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most_id))
      return std::nullopt;
    id = value.get<std::int64_t>();
  } else if (value.is_string()) {
    const auto& digits = value.get_ref<const std::string&>();
    const char* const end = digits.data() + digits.size();
    const auto [stop, fault] = std::from_chars(digits.data(), end, id);
    if (fault != std::errc{} || stop != end) return std::nullopt;
  } else {
    return std::nullopt;
  }
  return id < -most_id || id > most_id ? std::nullopt : std::optional(id);
}

std::optional<ForeignUser> read_user(const json& value) {
  ForeignUser user;
  const auto id = read_id(value.is_object() ? member(value, "id") : value);
  if (!id) return std::nullopt;
  user.id = *id;
  if (!value.is_object()) return user;
  user.handle = text_of(value, "handle");
  user.display_name = text_of(value, "displayName");
  user.email = text_of(value, "email");
  user.created = date_of(value, "created");
  user.handle_last_updated = date_of(value, "handleLastUpdated");
  return user;
}

std::optional<ForeignMessage> read_message(const json& value) {
  if (!value.is_object() || !member(value, "content").is_string()) return std::nullopt;
  auto author = read_user(member(value, "author"));
  if (!author) return std::nullopt;
  ForeignMessage message;
  message.id = read_id(member(value, "id"));
  message.channel = read_id(member(value, "channel"));
  message.content = text_of(value, "content");
  message.author = std::move(*author);
  message.created = date_of(value, "created");
  const json& files = member(value, "attachments");
  for (std::size_t n = 0; files.is_array() && n < files.size() && message.attachments.size() < Limits{}.attachments;
       ++n)
    if (auto file = read_file(files[n])) message.attachments.push_back(std::move(*file));
  return message;
}

std::optional<ForeignChannel> read_channel(const json& value) {
  if (!value.is_object()) return std::nullopt;
  ForeignChannel channel;
  const json& messages = member(value, "messages");
  const json& users = member(value, "users");
  if (messages.is_array())
    for (const json& one : messages) {
      if (auto message = read_message(one))
        channel.messages.push_back(std::move(*message));
      else
        ++channel.unreadable;
    }
  if (users.is_array())
    for (const json& one : users)
      if (auto user = read_user(one)) channel.users.push_back(std::move(*user));
  return channel;
}

std::optional<std::string> read_uploaded(const json& value) {
  if (!value.is_object() || text_of(value, "result") != "success") return std::nullopt;
  std::string name = text_of(value, "uploadedAs");
  return !is_file_name(name, Limits{}) ? std::nullopt : std::optional(std::move(name));
}

std::optional<Acknowledged> read_acknowledged(const json& value) {
  if (!value.is_object() || !member(value, "ok").is_boolean()) return std::nullopt;
  return Acknowledged{member(value, "ok").get<bool>(), text_of(value, "error")};
}

}  // namespace gb::guild
