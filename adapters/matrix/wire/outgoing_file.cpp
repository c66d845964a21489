#include "adapters/matrix/wire/outgoing_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "adapters/matrix/wire/content.hpp"
#include "bridge/core/file_line.hpp"
#include "protocol/text/json.hpp"

namespace gb::matrix {

using nlohmann::json;

std::string shown_name(const core::FileRef& file) {
  const std::string_view extension =
      std::string_view(file.name).substr(std::min(file.name.rfind('.'), file.name.size()));
  const std::string& title = file.facts.title;
  if (title.empty()) return std::string(core::kind_of_file(file.facts.type)).append(extension);
  return title.find('.') == std::string::npos ? title + std::string(extension) : title;
}

std::string file_content(const core::FileRef& file, std::string_view mxc, std::string_view reply_to, const Mark& mark) {
  const core::FileFacts& facts = file.facts;
  // Only what was looked at is called a picture.
  const std::string_view kind =
      facts.type.starts_with("image/") && !facts.is_picture() ? "file" : core::kind_of_file(facts.type);
  const std::string name = shown_name(file);
  json info = {{"mimetype", facts.type}, {"size", facts.bytes}};
  if (facts.is_picture()) {
    info["w"] = facts.width;
    info["h"] = facts.height;
  }
  json out = {{"msgtype", "m." + std::string(kind)}, {"body", name}, {"filename", name}, {"url", mxc}, {"info", info},
              {"m.mentions", json::object()}};
  if (!reply_to.empty()) out["m.relates_to"] = {{"m.in_reply_to", {{"event_id", reply_to}}}};
  put_mark(out, mark);
  return text::write_json(out);
}

}  // namespace gb::matrix
