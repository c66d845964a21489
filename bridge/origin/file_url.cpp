#include "bridge/origin/file_url.hpp"

#include <fmt/format.h>

namespace gb::origin {

std::string file_url(std::string_view url, const guild::File& file) {
  std::string out = fmt::format("{}/files/{}/", url, file.user_id);
  for (const char c : file.file_name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '-' || c == '_' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace gb::origin
