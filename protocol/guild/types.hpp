#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/text/timestamp.hpp"

/// The guild protocol's types and packets. JSON in, values out, and back: no socket, no clock, no log. Ids are plain
/// numbers here, within `most_id` either way.
namespace gb::guild {

using Date = text::Milliseconds;

/// JavaScript's largest safe integer; ids beyond it are refused.
inline constexpr std::int64_t most_id = (std::int64_t{1} << 53) - 1;

struct User {
  std::int64_t id = 0;
  Date created;
  std::string handle;
  std::string display_name;
};

struct SelfUser : User {
  Date handle_last_updated;
  std::string email;
};

struct File {
  std::int64_t user_id = 0;
  std::string file_name;
  std::optional<std::int64_t> width;
  std::optional<std::int64_t> height;
};

struct Guild {
  std::int64_t id = 0;
  std::string name;
  Date created;
  std::optional<File> icon;
};

struct Channel {
  std::int64_t id = 0;
  std::int64_t guild = 0;
  std::string name;
  std::string description;
  Date created;
};

struct Message {
  std::int64_t id = 0;
  std::int64_t channel = 0;
  std::int64_t guild = 0;
  std::string content;
  User author;
  std::vector<File> attachments;
  Date created;
};

}  // namespace gb::guild
