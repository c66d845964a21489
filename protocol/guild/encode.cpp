#include "protocol/guild/encode.hpp"

#include <initializer_list>
#include <utility>

#include "protocol/text/json.hpp"

namespace gb::guild {
namespace {

using text::quote_json;

std::string date(Date value) {
  return '"' + text::format_timestamp(value) + '"';
}
std::string number(std::int64_t value) {
  return std::to_string(value);
}

using Field = std::pair<std::string_view, std::string>;

// A JSON object of fields whose values are JSON already.
std::string object(std::initializer_list<Field> fields) {
  std::string out = "{";
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;  // An optional field that is not there.
    if (out.size() > 1) out += ',';
    out += '"';
    out += name;
    out += "\":";
    out += value;
  }
  return out + "}";
}

template <class T>
std::string list(const std::vector<T>& items) {
  std::string out = "[";
  for (const T& item : items) {
    if (out.size() > 1) out += ',';
    out += to_json(item);
  }
  return out + "]";
}

std::string optional_number(const std::optional<std::int64_t>& value) {
  return value ? number(*value) : std::string();
}

}  // namespace

std::string to_json(const User& user) {
  return object({{"id", number(user.id)},
                 {"created", date(user.created)},
                 {"handle", quote_json(user.handle)},
                 {"displayName", quote_json(user.display_name)}});
}

std::string to_json(const SelfUser& user) {
  return object({{"id", number(user.id)},
                 {"created", date(user.created)},
                 {"handle", quote_json(user.handle)},
                 {"displayName", quote_json(user.display_name)},
                 {"handleLastUpdated", date(user.handle_last_updated)},
                 {"email", quote_json(user.email)}});
}

std::string to_json(const File& file) {
  return object({{"userId", number(file.user_id)},
                 {"fileName", quote_json(file.file_name)},
                 {"width", optional_number(file.width)},
                 {"height", optional_number(file.height)}});
}

std::string to_json(const Guild& guild) {
  return object({{"id", number(guild.id)},
                 {"name", quote_json(guild.name)},
                 {"created", date(guild.created)},
                 {"icon", guild.icon ? to_json(*guild.icon) : std::string()}});
}

std::string to_json(const Channel& channel) {
  return object({{"id", number(channel.id)},
                 {"guild", number(channel.guild)},
                 {"name", quote_json(channel.name)},
                 {"description", quote_json(channel.description)},
                 {"created", date(channel.created)}});
}

std::string to_json(const Message& message) {
  return object({{"id", number(message.id)},
                 {"channel", number(message.channel)},
                 {"guild", number(message.guild)},
                 {"content", quote_json(message.content)},
                 {"author", to_json(message.author)},
                 {"attachments", list(message.attachments)},
                 {"created", date(message.created)}});
}

std::string json_array(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + "]";
}

std::string guild_list(const std::vector<Guild>& guilds) {
  return list(guilds);
}

std::string guild_answer(const Guild& guild, const std::vector<Channel>& channels) {
  return object({{"guild", to_json(guild)}, {"channels", list(channels)}});
}

std::string channel_answer(const std::vector<Message>& messages, std::string_view users) {
  return object({{"messages", list(messages)}, {"users", std::string(users)}});
}

std::string history_answer(std::int64_t channel, const std::vector<Message>& messages, bool more) {
  return object({{"channel", number(channel)}, {"messages", list(messages)}, {"more", more ? "true" : "false"}});
}

std::string message_removed(std::int64_t id, std::int64_t channel) {
  return object({{"id", number(id)}, {"channel", number(channel)}});
}

std::string rejected(std::string_view packet, std::string_view reason) {
  return object({{"packet", quote_json(packet)}, {"reason", quote_json(reason)}});
}

std::string upload_success(std::string_view name) {
  return object({{"result", R"("success")"}, {"uploadedAs", quote_json(name)}});
}

std::string upload_failure(std::string_view reason) {
  return object({{"result", R"("failure")"}, {"reason", quote_json(reason)}});
}

std::string ack_ok(std::string_view message) {
  return "[" + object({{"ok", "true"}, {"message", std::string(message)}}) + "]";
}

std::string ack_uploaded(std::string_view name) {
  return "[" + object({{"ok", "true"}, {"result", R"("success")"}, {"uploadedAs", quote_json(name)}}) + "]";
}

std::string ack_error(std::string_view reason) {
  return "[" + object({{"ok", "false"}, {"error", quote_json(reason)}}) + "]";
}

}  // namespace gb::guild
