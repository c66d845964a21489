#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/base/ids.hpp"
#include "bridge/files/judging.hpp"

/// What a request for a file asks for. Pure; requests come from strangers.
namespace gb::gateway {

inline constexpr std::string_view files_path = "/files/";

struct FileTarget {
  UserId owner;
  std::string name;
  files::Box box;  ///< Asks nothing: the file as it is.
};

/// Of "/files/<userId>/<fileName>?width=&height="; else the status that says what is wrong: 404 for what cannot be a
/// file of ours, 400 for a size that is none.
std::variant<FileTarget, unsigned> parse_file_target(std::string_view target);

struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;  ///< Behind the last byte.

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class NoRange : std::uint8_t {
  whole,          ///< There is none, or none that we serve: the whole file is the answer (RFC 9110, section 14.2).
  unsatisfiable,  ///< 416.
};

/// What a Range header asks of a file of `size` bytes. Only one range at a time is served.
std::variant<ByteRange, NoRange> parse_range(std::string_view header, std::uint64_t size);

/// True if an If-None-Match header names the tag.
bool names_tag(std::string_view header, std::string_view tag);

}  // namespace gb::gateway
