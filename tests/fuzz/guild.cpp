// Every decoder of the guild protocol, fed any JSON; and tokens.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "protocol/guild/packets.hpp"
#include "protocol/guild/token.hpp"
#include "protocol/text/json.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::guild;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto parsed = parse_token(bytes); const auto* known = std::get_if<Credentials>(&parsed)) {
    const auto again = parse_token(write_token(*known));
    check(std::holds_alternative<Credentials>(again) && std::get<Credentials>(again).pass == known->pass);
  }
  const nlohmann::json arguments = gb::text::parse_json(bytes);
  if (!arguments.is_array()) return 0;
  decode_id(arguments, "guild");
  decode_set_active_channel(arguments);
  decode_history(arguments, {});
  const auto decoded = decode_post(arguments, {});
  if (const auto* post = std::get_if<Post>(&decoded)) check(post->content.find('\0') == std::string::npos);
  return 0;
}
