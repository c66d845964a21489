#include "protocol/guild/packets.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocol/text/base64.hpp"
#include "protocol/text/clean.hpp"

namespace gb::guild {
namespace {

using nlohmann::json;

std::optional<std::int64_t> safe_integer(const json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most_id))
    return std::nullopt;
  const auto number = value.get<std::int64_t>();
  if (number < -most_id || number > most_id) return std::nullopt;
  return number;
}

std::optional<std::int64_t> safe_integer_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::nullopt : safe_integer(*found);
}

Refused refuse(std::string reason) {
  return {std::move(reason)};
}

const json* only_object(const json& arguments) {
  return arguments.size() == 1 && arguments.front().is_object() ? &arguments.front() : nullptr;
}

// NUL is the one character that some sides cannot carry at all.
std::string without_nul(std::string text) {
  std::erase(text, '\0');
  return text;
}

// An optional number of a file or of a history request. False if it is there and no number.
bool read_optional(const json& object, const char* key, std::optional<std::int64_t>& out) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return true;
  out = safe_integer(*found);
  return out.has_value();
}

// What stands behind "data:image/png;base64," (RFC 2397), or all of it.
std::string_view without_data_url(std::string_view text) {
  constexpr std::string_view scheme = "data:";
  constexpr std::string_view mark = ";base64,";
  constexpr std::size_t longest_type = 256;
  if (!text.starts_with(scheme)) return text;
  const std::size_t at = text.substr(0, longest_type).find(mark);
  return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

Decoded<File> decode_file(const json& value, const Limits& limits) {
  if (!value.is_object()) return refuse("Each attachment must be a File object {userId, fileName}");
  const auto user = safe_integer_of(value, "userId");
  if (!user) return refuse("An attachment's userId must be a whole number");
  const auto name = value.find("fileName");
  if (name == value.end() || !name->is_string()) return refuse("An attachment's fileName must be a string");
  File file{*user, name->get<std::string>(), {}, {}};
  if (!is_file_name(file.file_name, limits))
    return refuse("An attachment's fileName is not one that uploadstatus gives");
  if (!read_optional(value, "width", file.width) || !read_optional(value, "height", file.height))
    return refuse("An attachment's width and height must be whole numbers");
  return file;
}

std::optional<Refused> read_attachments(const json& post, const Limits& limits, Post& out) {
  const auto list = post.find("attachments");
  if (list == post.end() || list->is_null()) return std::nullopt;
  if (!list->is_array()) return refuse("attachments must be an array of File objects");
  if (list->size() > limits.attachments)
    return refuse("At most " + std::to_string(limits.attachments) + " attachments fit in one post");
  for (const json& item : *list) {
    auto file = decode_file(item, limits);
    if (auto* refused = std::get_if<Refused>(&file)) return std::move(*refused);
    out.attachments.push_back(std::get<File>(std::move(file)));
  }
  return std::nullopt;
}

std::optional<Refused> read_nonce(const json& post, const Limits& limits, Post& out) {
  const auto nonce = post.find("nonce");
  if (nonce == post.end() || nonce->is_null()) return std::nullopt;
  if (!nonce->is_string()) return refuse("nonce must be a string");
  out.nonce = nonce->get<std::string>();
  if (out.nonce.empty() || out.nonce.size() > limits.nonce)
    return refuse("nonce must be 1 to " + std::to_string(limits.nonce) + " bytes long");
  return std::nullopt;
}

}  // namespace

Decoded<std::int64_t> decode_id(const json& arguments, std::string_view what) {
  const auto id = arguments.size() == 1 ? safe_integer(arguments.front()) : std::nullopt;
  if (!id) return refuse("The payload must be the id of a " + std::string(what) + ", a whole number");
  return *id;
}

Decoded<SetActiveChannel> decode_set_active_channel(const json& arguments) {
  const json* object = only_object(arguments);
  const auto guild = object != nullptr ? safe_integer_of(*object, "guild") : std::nullopt;
  const auto channel = object != nullptr ? safe_integer_of(*object, "channel") : std::nullopt;
  if (!guild || !channel) return refuse("The payload must be {guild, channel}, both whole numbers");
  return SetActiveChannel{*guild, *channel};
}

Decoded<Post> decode_post(const json& arguments, const Limits& limits) {
  const json* object = only_object(arguments);
  if (object == nullptr) return refuse("The payload must be {content, attachments?}");
  const auto content = object->find("content");
  if (content == object->end() || !content->is_string()) return refuse("content must be a string");
  Post post;
  post.content = without_nul(content->get<std::string>());
  if (post.content.size() > limits.content)
    return refuse("content is too long: at most " + std::to_string(limits.content) + " bytes fit in one post");
  if (auto refused = read_attachments(*object, limits, post)) return std::move(*refused);
  if (auto refused = read_nonce(*object, limits, post)) return std::move(*refused);
  if (post.attachments.empty() && text::is_blank(post.content))
    return refuse("The post is empty: it needs content or an attachment");
  return post;
}

Decoded<History> decode_history(const json& arguments, const Limits& limits) {
  const json* object = only_object(arguments);
  const auto channel = object != nullptr ? safe_integer_of(*object, "channel") : std::nullopt;
  if (!channel) return refuse("The payload must be {channel, before?, after?, limit?}, all whole numbers");
  History history;
  history.channel = *channel;
  if (!read_optional(*object, "before", history.before) || !read_optional(*object, "after", history.after))
    return refuse("before and after must be message ids, whole numbers");
  std::optional<std::int64_t> limit = history.limit;
  if (!read_optional(*object, "limit", limit) || *limit < 1) return refuse("limit must be a whole number from 1 on");
  history.limit = std::min(*limit, limits.history);
  return history;
}

Decoded<std::string> decode_upload(const json& arguments) {
  const json* file = arguments.size() == 1 ? &arguments.front() : nullptr;
  if (file != nullptr && file->is_binary()) {
    const auto& binary = file->get_binary();
    return std::string(reinterpret_cast<const char*>(binary.data()), binary.size());
  }
  auto bytes = file != nullptr && file->is_string()
                   ? text::decode_base64(without_data_url(file->get_ref<const std::string&>()))
                   : std::nullopt;
  if (!bytes) return refuse("The payload must be one file: binary, or a string of base64 or a data URL of base64");
  return std::move(*bytes);
}

bool is_file_name(std::string_view name, const Limits& limits) {
  if (name.empty() || name.size() > limits.file_name || name.front() == '.') return false;
  return std::ranges::none_of(name, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '/' || c == '\\';
  });
}

}  // namespace gb::guild
