#include "bridge/files/other_file.hpp"

#include "bridge/files/picture/picture.hpp"

namespace gb::files {

result<core::FileFacts> facts_of_other(core::FileFacts claimed, std::string_view bytes) {
  if (bytes.empty()) return Error{Fault::caller, false, "empty"};
  const std::string_view picture = other_picture(bytes);
  if (picture.empty() && claimed.type.starts_with("image/")) return Error{Fault::caller, false, "no picture"};
  if (!picture.empty()) claimed.type = picture;
  if (claimed.type.empty()) claimed.type = "application/octet-stream";
  claimed.bytes = bytes.size();
  claimed.width = claimed.height = 0;
  if (claimed.title.empty()) claimed.title = "file";
  return claimed;
}

}  // namespace gb::files
