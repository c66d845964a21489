// Follows the grammar of libxml2's htmlParseStartTag, not that of HTML 5: both must see a tag end at the same place.
#include "adapters/matrix/wire/html_guard.hpp"

#include <algorithm>

namespace gb::matrix {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool begins_name(char c) {
  return is_letter(c) || c == '_' || c == ':' || c == '.';
}
bool is_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '-';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Walks through one tag.
class Tag {
 public:
  Tag(std::string_view html, std::size_t at) : html_(html), at_(at) { skip(is_name); }

  std::size_t at() const { return at_; }

  /// True if the tag goes on: there is something that may be an attribute.
  bool more() {
    skip(is_blank);
    return at_ < html_.size() && html_[at_] != '>' && html_.substr(at_, 2) != "/>";
  }

  void attribute() {
    if (!begins_name(html_[at_])) {
      skip([](char c) { return !is_blank(c) && c != '>'; });
      return;
    }
    skip(is_name);
    skip(is_blank);
    if (at_ >= html_.size() || html_[at_] != '=') return;
    ++at_;
    skip(is_blank);
    if (at_ < html_.size() && (html_[at_] == '"' || html_[at_] == '\''))
      at_ = std::min(html_.find(html_[at_], at_ + 1), html_.size() - 1) + 1;
    else
      skip([](char c) { return !is_blank(c) && c != '>'; });
  }

 private:
  template <class Kind>
  void skip(Kind kind) {
    while (at_ < html_.size() && kind(html_[at_])) ++at_;
  }

  std::string_view html_;
  std::size_t at_;
};

}  // namespace

std::string with_few_attributes(std::string_view html) {
  std::string out;
  std::size_t copied = 0;
  std::size_t at = html.find('<');
  while (at != std::string_view::npos) {
    ++at;
    if (at < html.size() && is_letter(html[at])) {
      Tag tag(html, at);
      std::size_t count = 0;
      for (; tag.more() && count < most_attributes; ++count) tag.attribute();
      at = tag.at();
      while (tag.more()) tag.attribute();
      if (tag.at() > at) {
        out += html.substr(copied, at - copied);
        copied = tag.at();
      }
      at = tag.at();
    }
    at = html.find('<', at);
  }
  return out += html.substr(copied);
}

}  // namespace gb::matrix
