#include "adapters/matrix/wire/said.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/matrix/wire/content.hpp"
#include "adapters/matrix/wire/html.hpp"
#include "adapters/matrix/wire/ids.hpp"
#include "adapters/matrix/wire/names.hpp"
#include "adapters/matrix/wire/text_form.hpp"

namespace gb::matrix {
namespace {

using nlohmann::json;

constexpr std::int64_t most_count = (std::int64_t{1} << 53) - 1;
constexpr std::string_view edit_mark = "* ";

std::string text_at(const json* object, const char* key) {
  return string_of(member_of(object, key)).value_or("");
}

std::optional<std::string> event_id_at(const json* object, const char* key) {
  auto id = string_of(member_of(object, key));
  if (!id || !is_event_id(*id)) return std::nullopt;
  return id;
}

/// What m.relates_to says, and whether it makes fallbacks likely.
struct Relations {
  std::optional<std::string> reply_to;
  std::optional<std::string> thread;
  std::optional<std::string> edits;
  bool quotes = false;  // There is a reply relation, if only for old clients.
};

Relations read_relations(const json& content) {
  Relations out;
  const json* relates = member_of(&content, "m.relates_to");
  const std::string kind = text_at(relates, "rel_type");
  if (kind == "m.replace") {
    out.edits = event_id_at(relates, "event_id");
    if (out.edits) return out;
  }
  if (kind == "m.thread") out.thread = event_id_at(relates, "event_id");
  out.reply_to = event_id_at(member_of(relates, "m.in_reply_to"), "event_id");
  out.quotes = out.reply_to.has_value();
  const json* falling_back = member_of(relates, "is_falling_back");
  if (out.thread && falling_back != nullptr && falling_back->is_boolean() && falling_back->get<bool>())
    out.reply_to.reset();
  return out;
}

std::optional<Mark> read_mark(const json& content) {
  const json* mark = member_of(&content, mark_key);
  const auto seq = count_of(member_of(mark, "seq"));
  const auto part = count_of(member_of(mark, "part"));
  const auto house = string_of(member_of(mark, "house"));
  if (!seq) return std::nullopt;
  return Mark{house.value_or(""), Seq{*seq}, static_cast<std::size_t>(part.value_or(0))};
}

bool has_words(std::string_view text) {
  return text.find_first_not_of(" \t\n") != std::string_view::npos;
}

// The formatted body where there is one, else the plain one. A message is never empty only because of its fallback.
core::RichText read_body(const json& content, bool quotes) {
  const std::string html = text_at(&content, "formatted_body");
  if (text_at(&content, "format") == "org.matrix.custom.html" && has_words(html) && html.size() <= most_html)
    if (core::RichText body = from_html(html); has_words(body.text)) return body;
  const std::string body = clean_text(text_at(&content, "body"));
  return {std::string(quotes ? without_reply_fallback(body) : body), {}};
}

void drop_front(core::RichText& text, std::size_t length) {
  text.text.erase(0, length);
  std::vector<core::Span> spans;
  for (core::Span& span : text.spans) {
    span.begin -= std::min(span.begin, length);
    span.end -= std::min(span.end, length);
    if (span.begin < span.end) spans.push_back(std::move(span));
  }
  text.spans = std::move(spans);
}

std::string media_type(const json* info) {
  std::string type = text_at(info, "mimetype");
  type.resize(std::min(type.find(';'), type.size()));
  while (type.ends_with(' ')) type.pop_back();
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$&^_.+-/").find(c) != std::string_view::npos;
  };
  const bool good = type.size() <= 127 && std::ranges::count(type, '/') == 1 && std::ranges::all_of(type, allowed);
  return good ? type : std::string();
}

std::optional<MediaKind> media_kind(std::string_view msgtype) {
  constexpr std::array<std::pair<std::string_view, MediaKind>, 5> kinds = {{{"m.image", MediaKind::image},
                                                                            {"m.audio", MediaKind::audio},
                                                                            {"m.video", MediaKind::video},
                                                                            {"m.file", MediaKind::file},
                                                                            {"m.sticker", MediaKind::sticker}}};
  const auto* found = std::ranges::find(kinds, msgtype, &std::pair<std::string_view, MediaKind>::first);
  if (found == kinds.end()) return std::nullopt;
  return found->second;
}

// Where the body is not the name of the file, it is a caption (F77). A file that cannot be fetched leaves its name.
void read_media(Said& said, const json& content, MediaKind kind, bool quotes) {
  const std::string body = text_at(&content, "body");
  const std::string filename = text_at(&content, "filename");
  const bool caption = kind != MediaKind::sticker && !filename.empty() && filename != body && has_words(body);
  if (caption) said.body = read_body(content, quotes);
  const std::string name = file_name(filename.empty() ? body : filename, "file");
  const std::string mxc = text_at(&content, "url");
  if (!parse_mxc(mxc)) {
    said.body.text = caption ? name + "\n" + said.body.text : name;
    said.body.spans.clear();
    return;
  }
  const json* info = member_of(&content, "info");
  said.media = Media{kind,
                     mxc,
                     name,
                     media_type(info),
                     count_of(member_of(info, "size")),
                     count_of(member_of(info, "w")),
                     count_of(member_of(info, "h"))};
}

void read_location(Said& said, const json& content) {
  std::string place = clean_text(text_at(&content, "geo_uri"));
  std::ranges::replace(place, '\n', ' ');
  if (place.empty() || said.body.text.find(place) != std::string::npos) return;
  said.body.text += said.body.text.empty() ? place : " (" + place + ")";
}

// What one content says by itself, relations aside.
Said read_plain(std::string_view msgtype, const json& content, bool quotes) {
  Said said;
  if (msgtype == "m.emote") said.kind = core::MessageKind::action;
  if (msgtype == "m.notice" || msgtype == "m.server_notice") said.kind = core::MessageKind::notice;
  if (const auto kind = media_kind(msgtype)) {
    read_media(said, content, *kind, quotes);
    return said;
  }
  said.body = read_body(content, quotes);
  if (msgtype == "m.location") read_location(said, content);
  return said;
}

}  // namespace

const json* member_of(const json* object, const char* key) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

std::optional<std::string> string_of(const json* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

std::optional<std::int64_t> count_of(const json* value) {
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(most_count))
    return std::nullopt;
  const auto count = value->get<std::int64_t>();
  if (count < 0 || count > most_count) return std::nullopt;
  return count;
}

std::string_view without_reply_fallback(std::string_view body) {
  const std::string_view first = body.substr(0, body.find('\n'));
  const bool quotes_somebody =
      (first.starts_with("> <") || first.starts_with("> * <")) && first.find('>', 3) != std::string_view::npos;
  if (!quotes_somebody) return body;
  std::string_view rest = body;
  const auto next_line = [&] { rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1); };
  while (rest.starts_with("> ") || rest.starts_with(">\n") || rest == ">") next_line();
  if (rest.starts_with('\n')) next_line();
  return has_words(rest) ? rest : body;
}

std::optional<Said> read_said(std::string_view type, const json& content) {
  std::string msgtype = type == "m.sticker" ? "m.sticker" : text_at(&content, "msgtype");
  if (msgtype == "m.key.verification.request") return std::nullopt;
  const Relations relations = read_relations(content);
  const json* replacement = relations.edits ? member_of(&content, "m.new_content") : nullptr;
  Said said;
  if (!string_of(member_of(replacement, "body"))) {
    said = read_plain(msgtype, content, relations.quotes);
    if (relations.edits && said.body.text.starts_with(edit_mark)) drop_front(said.body, edit_mark.size());
  } else {
    if (auto kind = string_of(member_of(replacement, "msgtype"))) msgtype = std::move(*kind);
    said = read_plain(msgtype, *replacement, relations.quotes);
  }
  if (!said.media && !has_words(said.body.text)) return std::nullopt;
  said.reply_to = relations.reply_to;
  said.thread = relations.thread;
  said.edits = relations.edits;
  said.mark = read_mark(content);
  return said;
}

}  // namespace gb::matrix
