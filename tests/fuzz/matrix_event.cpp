// Events of strangers: nothing throws, ids are valid, and what is said goes out again as an event that reads the same.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include "adapters/matrix/wire/content.hpp"
#include "adapters/matrix/wire/event.hpp"
#include "adapters/matrix/wire/ids.hpp"
#include "adapters/matrix/wire/names.hpp"
#include "protocol/text/json.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/check.hpp"

using namespace gb::matrix;

namespace {

void check_said(const RoomEvent& event, const Said& said) {
  check(gb::text::is_utf8(said.body.text) && (said.media || !said.body.text.empty()));
  if (said.media) check(parse_mxc(said.media->mxc).has_value() && !said.media->name.empty());
  const Outgoing again = {said.kind, said.body, display_name(event.sender, event.sender), said.reply_to.value_or(""),
                          said.mark};
  check(gb::text::parse_json(message_content(again)).is_object());
  check(gb::text::parse_json(edit_content(again, event.event_id)).is_object());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const RoomEvent event = parse_event_text(bytes);
  check(event.room_id.empty() || is_room_id(event.room_id));
  if (const auto* said = std::get_if<Said>(&event.content)) check_said(event, *said);
  if (const auto* member = std::get_if<Member>(&event.content)) check(!member->display_name.empty());
  parse_typing(gb::text::parse_json(bytes), "!r:example.org");

  const std::string ghost = ghost_localpart("_gb_", bytes.substr(0, size / 2), bytes.substr(size / 2), "example.org");
  check(is_user_id("@" + ghost + ":example.org"));
  const auto who = read_ghost_localpart("_gb_", ghost);
  check(!who || (who->network == bytes.substr(0, size / 2) && who->key == bytes.substr(size / 2)));
  check(!file_name(bytes, "file").empty() && !display_name(bytes, "@a:b").empty());
  return 0;
}
