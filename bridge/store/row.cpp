#include "bridge/store/row.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <nlohmann/json.hpp>

namespace gb::store {
namespace {

using nlohmann::json;

json to_json(const core::Span& span) {
  json out = {span.begin, span.end, static_cast<int>(span.style)};
  if (!span.value.empty()) out.push_back(span.value);
  return out;
}

json to_json(const core::FileRef& file) {
  json out = {{"owner", file.owner.value}, {"name", file.name}};
  if (file.width) out["width"] = *file.width;
  if (file.height) out["height"] = *file.height;
  const core::FileFacts& facts = file.facts;
  out["facts"] = {facts.type, facts.bytes, facts.width, facts.height, facts.title};
  return out;
}

// Files of before they had facts have none.
core::FileFacts read_facts(const json& item) {
  const auto list = item.find("facts");
  if (list == item.end()) return {};
  return {list->at(0).get<std::string>(), list->at(1).get<std::uint64_t>(), list->at(2).get<std::uint32_t>(),
          list->at(3).get<std::uint32_t>(), list->at(4).get<std::string>()};
}

std::optional<std::string> extras_of(const core::Message& message, const core::Edit* edit) {
  json out = json::object();
  if (edit != nullptr) out["before"] = edit->before;
  if (message.reply) out["reply"] = {{"target", message.reply->target.value}, {"author", message.reply->author}};
  for (const core::Span& span : message.body.spans) out["spans"].push_back(to_json(span));
  for (const core::FileRef& file : message.attachments) out["files"].push_back(to_json(file));
  if (out.empty()) return std::nullopt;
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

void read_spans(const json& list, core::Message& message) {
  for (const json& item : list) {
    core::Span span{item.at(0).get<std::size_t>(),
                    item.at(1).get<std::size_t>(),
                    static_cast<core::Style>(item.at(2).get<int>()),
                    {}};
    if (item.size() > 3) span.value = item.at(3).get<std::string>();
    message.body.spans.push_back(std::move(span));
  }
}

void read_files(const json& list, core::Message& message) {
  for (const json& item : list) {
    core::FileRef file{
        UserId{item.at("owner").get<std::int64_t>()}, item.at("name").get<std::string>(), {}, {}, read_facts(item)};
    if (item.contains("width")) file.width = item.at("width").get<std::int64_t>();
    if (item.contains("height")) file.height = item.at("height").get<std::int64_t>();
    message.attachments.push_back(std::move(file));
  }
}

void read_extras(const std::string& extras, core::Message& message, std::string& before) try {
  const json parsed = json::parse(extras);
  if (parsed.contains("spans")) read_spans(parsed.at("spans"), message);
  if (parsed.contains("files")) read_files(parsed.at("files"), message);
  if (parsed.contains("reply")) {
    const json& reply = parsed.at("reply");
    message.reply = core::Reply{Seq{reply.at("target").get<std::int64_t>()}, reply.at("author").get<std::string>()};
  }
  before = parsed.value("before", std::string());
} catch (const json::exception&) {
  message.body.spans.clear();
  message.attachments.clear();
}

std::optional<std::int64_t> optional_integer(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getInt64();
}

core::Source source_of(const SQLite::Column& room, UserId author) {
  if (!room.isNull()) return core::Source::of(RoomId{room.getInt64()});
  return author == house_user ? core::Source{} : core::Source::of(SessionId{});
}

std::optional<core::NoteTarget> note_of(const SQLite::Column& note) {
  if (note.isNull()) return std::nullopt;
  const RoomId room{note.getInt64()};
  return core::NoteTarget{room == RoomId{} ? std::nullopt : std::optional(room)};
}

}  // namespace

EventRow to_row(const core::Event& event) {
  if (const auto* removal = std::get_if<core::Removal>(&event)) return {removal_kind, removal->target.value, {}, {}};
  if (const auto* edit = std::get_if<core::Edit>(&event))
    return {edit_kind + static_cast<int>(edit->now.kind), edit->target.value, edit->now.body.text,
            extras_of(edit->now, edit)};
  const auto& message = std::get<core::Message>(event);
  return {static_cast<int>(message.kind), {}, message.body.text, extras_of(message, nullptr)};
}

core::Event from_row(EventRow row) {
  if (row.kind == removal_kind) return core::Removal{Seq{row.target.value_or(0)}};
  const bool edited = row.kind >= edit_kind;
  core::Message message;
  message.kind = static_cast<core::MessageKind>(edited ? row.kind - edit_kind : row.kind);
  message.body.text = std::move(row.text);
  std::string before;
  if (row.extras) read_extras(*row.extras, message, before);
  if (edited) return core::Edit{Seq{row.target.value_or(0)}, std::move(message), std::move(before)};
  return message;
}

core::EntryPtr read_entry(SQLite::Statement& statement) {
  auto author = std::make_shared<core::User>();
  author->id = UserId{statement.getColumn(10).getInt64()};
  author->created = time_of(statement.getColumn(11).getInt64());
  author->handle = statement.getColumn(12).getString();
  author->display_name = statement.getColumn(13).getString();

  EventRow row{statement.getColumn(5).getInt(),
               optional_integer(statement.getColumn(6)),
               statement.getColumn(8).getString(),
               {}};
  if (const auto extras = statement.getColumn(9); !extras.isNull()) row.extras = extras.getString();

  auto entry = std::make_shared<core::Entry>();
  entry->seq = Seq{statement.getColumn(0).getInt64()};
  entry->channel = ChannelId{statement.getColumn(1).getInt64()};
  entry->created = time_of(statement.getColumn(2).getInt64());
  entry->source = source_of(statement.getColumn(3), author->id);
  entry->note = note_of(statement.getColumn(4));
  entry->removed = statement.getColumn(7).getInt() != 0;
  entry->author = std::move(author);
  entry->event = from_row(std::move(row));
  return entry;
}

std::int64_t to_column(Time time) {
  return time.time_since_epoch().count();
}

Time time_of(std::int64_t column) {
  return Time{std::chrono::milliseconds{column}};
}

}  // namespace gb::store
