#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What text from strangers must not carry into a client or a log. Pure; nothing here knows a protocol.
namespace gb::text {

/// Control characters (C0, DEL, C1) and what turns the direction of all that follows (embeddings and overrides).
/// A line end and a tab are controls too: whoever may keep them asks for them first.
bool is_control(char32_t code_point);

/// Controls, and what marks or isolates a direction, separates lines or hides: not in a name, not in an address.
bool is_unwelcome(char32_t code_point);

/// True if nothing of `text` would be seen: white space, controls, joiners and other characters without a shape.
bool is_blank(std::string_view text);

/// A text on a terminal: controls and ill-formed bytes become '?', so that nothing moves the cursor of whoever reads
/// it.
std::string for_terminal(std::string_view text);

/// A person's name as it may stand in any line: one line, no control, direction or ill-formed characters, runs of
/// spaces made one, at most `most` code points, never empty.
std::string clean_name(std::string_view name, std::string_view if_empty, std::size_t most = 40);

}  // namespace gb::text
