#include "bridge/gateway/file_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bridge/gateway/file_target.hpp"
#include "bridge/gateway/proxy/origin_files.hpp"

namespace gb::gateway {
namespace {

namespace http = boost::beast::http;
using Opened = std::shared_ptr<files::OpenFile>;

constexpr std::size_t piece = std::size_t{128} << 10;
// Names say what is in a file, so it never changes.
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr const char* plain_text = "text/plain; charset=utf-8";

/// What of a request is asked once the file is open.
struct Conditions {
  std::string if_none_match;
  std::string if_range;
  std::string range;
};

void refuse(HttpConnection& connection, unsigned status, std::string_view why, std::string headers = {}) {
  connection.answer({status, plain_text, std::string(why) + "\n", std::move(headers)});
}

// A title as RFC 6266 and RFC 8187 have it: no byte of it can end the header.
std::string disposition(const core::FileFacts& facts) {
  if (facts.is_picture() || facts.type == plain_text) return "Content-Disposition: inline\r\n";
  std::string escaped;
  for (const char c : facts.title) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    escaped += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return "Content-Disposition: attachment; filename*=UTF-8''" + escaped + "\r\n";
}

// What nobody has looked at is bytes, whatever somebody said it is.
std::string served_type(const core::FileFacts& facts) {
  return facts.is_picture() || facts.type == plain_text ? facts.type : "application/octet-stream";
}

std::string headers_of(const files::OpenFile& file) {
  return fmt::format(
      "ETag: \"{}\"\r\nAccept-Ranges: bytes\r\nContent-Security-Policy: default-src 'none'; sandbox\r\n"
      "Cross-Origin-Resource-Policy: cross-origin\r\n{}",
      file.tag(), disposition(file.facts()));
}

HttpConnection::Source source_of(Opened file, const ByteRange& range) {
  return [file = std::move(file), at = range.begin, end = range.end](Done<std::string> done) mutable {
    const std::size_t count = std::min<std::uint64_t>(piece, end - at);
    // The file has to stay open as long as it is read.
    file->read(at, count, [file, done = std::move(done)](result<std::string> bytes) { done(std::move(bytes)); });
    at += count;
  };
}

void send(HttpConnection& connection, const Opened& file, const Conditions& asked) {
  Response response{200, served_type(file->facts()), {}, headers_of(*file), for_ever};
  if (names_tag(asked.if_none_match, file->tag())) {
    response.status = 304;
    return connection.answer(response);
  }
  ByteRange range{0, file->size()};
  const bool applies = asked.if_range.empty() || names_tag(asked.if_range, file->tag());
  const auto wanted = applies ? parse_range(asked.range, file->size()) : NoRange::whole;
  if (const auto* none = std::get_if<NoRange>(&wanted); none != nullptr && *none == NoRange::unsatisfiable)
    return refuse(connection, 416, "the file is not that long",
                  fmt::format("Content-Range: bytes */{}\r\n", file->size()));
  if (const auto* part = std::get_if<ByteRange>(&wanted)) {
    range = *part;
    response.status = 206;
    response.headers += fmt::format("Content-Range: bytes {}-{}/{}\r\n", range.begin, range.end - 1, file->size());
  }
  response.length = range.end - range.begin;
  connection.answer(response, source_of(file, range));
}

/// A request for a file, and the owners under whom to look for it.
struct Wanted {
  std::shared_ptr<HttpConnection> connection;
  FileTarget target;
  Conditions conditions;
  std::vector<UserId> owners;
  std::function<void()> elsewhere;  ///< Answers where none of them has it.
};

void look_for(files::FileStore& files, const std::shared_ptr<Wanted>& wanted) {
  if (wanted->owners.empty()) return wanted->elsewhere();
  const UserId owner = wanted->owners.back();
  wanted->owners.pop_back();
  const auto opened = [&files, wanted](const result<Opened>& file) {
    if (!file)
      refuse(*wanted->connection, 503, file.error().told, "Retry-After: 2\r\n");
    else if (!*file)
      look_for(files, wanted);
    else
      send(*wanted->connection, *file, wanted->conditions);
  };
  wanted->connection->when_gone(files.open_file(owner, wanted->target.name, wanted->target.box, opened));
}

// As clients name him; and as he is named in links, which have to outlive a change of how clients do.
std::vector<UserId> owners_of(UserId shown, const Numbering& ids) {
  if (!ids.before_origin()) return {shown};
  return {shown, ids.meant_user(shown.value)};
}

}  // namespace

void answer_file(Common& common, const std::shared_ptr<HttpConnection>& connection, const HttpRequest& request) {
  const std::string_view path(request.target().data(), request.target().size());
  auto parsed = parse_file_target(path);
  const bool may_be_there = common.proxy && is_file_target(path);
  if (const auto* status = std::get_if<unsigned>(&parsed)) {
    if (may_be_there) return answer_from_origin(*common.proxy, connection, request);
    return refuse(*connection, *status,
                  *status == 404 ? "there is no such file" : "width and height are whole numbers from 1 on");
  }
  auto& target = std::get<FileTarget>(parsed);
  const auto wanted = std::make_shared<Wanted>();
  wanted->connection = connection;
  wanted->conditions = {std::string(header(request, http::field::if_none_match)),
                        std::string(header(request, http::field::if_range)),
                        std::string(header(request, http::field::range))};
  wanted->owners = owners_of(target.owner, common.view.ids);
  if (may_be_there && !common.view.ids.is_ours(target.owner.value))
    wanted->elsewhere = [&proxy = *common.proxy, connection, request] {
      answer_from_origin(proxy, connection, request);
    };
  else
    wanted->elsewhere = [connection] { refuse(*connection, 404, "there is no such file"); };
  wanted->target = std::move(target);
  look_for(common.files, wanted);
}

}  // namespace gb::gateway
