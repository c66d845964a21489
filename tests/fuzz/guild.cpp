// Every decoder of the guild protocol, and every lenient reader, fed any JSON; and tokens.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "protocol/guild/foreign.hpp"
#include "protocol/guild/packets.hpp"
#include "protocol/guild/token.hpp"
#include "protocol/text/json.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::guild;

namespace {

void check_id(const std::optional<std::int64_t>& id) {
  check(!id || (*id >= -most_id && *id <= most_id));
}

void check_message(const ForeignMessage& message) {
  check_id(message.id);
  check_id(message.channel);
  check_id(message.author.id);
  check(message.attachments.size() <= Limits{}.attachments);
  for (const File& file : message.attachments) check(is_file_name(file.file_name, {}));
}

void check_foreign(const nlohmann::json& value) {
  check_id(read_id(value));
  if (const auto user = read_user(value)) check_id(user->id);
  if (const auto message = read_message(value)) check_message(*message);
  if (const auto channel = read_channel(value))
    for (const ForeignMessage& message : channel->messages) check_message(message);
  if (const auto name = read_uploaded(value)) check(!name->empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto parsed = parse_token(bytes); const auto* known = std::get_if<Credentials>(&parsed)) {
    const auto again = parse_token(write_token(*known));
    check(std::holds_alternative<Credentials>(again) && std::get<Credentials>(again).pass == known->pass);
  }
  const nlohmann::json arguments = gb::text::parse_json(bytes);
  if (arguments.is_discarded()) return 0;
  check_foreign(arguments);
  if (!arguments.is_array()) return 0;
  decode_id(arguments, "guild");
  decode_set_active_channel(arguments);
  decode_history(arguments, {});
  const auto decoded = decode_post(arguments, {});
  if (const auto* post = std::get_if<Post>(&decoded)) check(post->content.find('\0') == std::string::npos);
  return 0;
}
