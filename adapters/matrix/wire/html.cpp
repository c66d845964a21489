#include "adapters/matrix/wire/html.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "adapters/matrix/wire/address.hpp"
#include "adapters/matrix/wire/html_guard.hpp"
#include "adapters/matrix/wire/html_reader.hpp"
#include "adapters/matrix/wire/looks.hpp"
#include "adapters/matrix/wire/text_form.hpp"
#include "protocol/text/utf8.hpp"

namespace gb::matrix {
namespace {

using core::Style;

std::string_view escape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return {};
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (const std::string_view entity = escape(c); entity.empty())
      out += c;
    else
      out += entity;
  return out;
}

struct Tag {
  std::string open;
  std::string_view close;

  friend bool operator==(const Tag&, const Tag&) = default;
};

// From the outside in.
std::vector<Tag> tags_of(const Look& look) {
  std::vector<Tag> tags;
  if (look.has(Style::code_block)) tags.push_back({"<pre><code>", "</code></pre>"});
  const std::string address = look.mention.empty() ? look.link : address_of_user(look.mention);
  if (!address.empty()) tags.push_back({"<a href=\"" + escaped(address) + "\">", "</a>"});
  if (!look.colour.empty()) tags.push_back({"<span data-mx-color=\"" + look.colour + "\">", "</span>"});
  if (look.has(Style::bold)) tags.push_back({"<strong>", "</strong>"});
  if (look.has(Style::italic)) tags.push_back({"<em>", "</em>"});
  if (look.has(Style::underline)) tags.push_back({"<u>", "</u>"});
  if (look.has(Style::strike)) tags.push_back({"<del>", "</del>"});
  if (look.has(Style::code) && !look.has(Style::code_block)) tags.push_back({"<code>", "</code>"});
  return tags;
}

class HtmlWriter {
 public:
  explicit HtmlWriter(const Styled& in) : in_(in), text_(in.text()) {}

  std::string write() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const bool was_block = in_block_;
      if (at == 0 || in_.id_at(at) != in_.id_at(at - 1)) wear(in_.look_at(at));
      if (text_[at] == '\n')
        line_break(was_block);
      else if (text_[at] == ' ' && would_collapse(at))
        out_ += "&nbsp;";
      else
        character(text_[at]);
    }
    wear({});
    return std::move(out_);
  }

 private:
  void wear(const Look& look) {
    std::vector<Tag> wanted = tags_of(look);
    const auto same = static_cast<std::size_t>(std::ranges::mismatch(open_, wanted).in1 - open_.begin());
    while (open_.size() > same) {
      out_ += open_.back().close;
      open_.pop_back();
    }
    for (std::size_t n = same; n < wanted.size(); ++n) out_ += wanted[n].open;
    open_ = std::move(wanted);
    in_block_ = look.has(Style::code_block);
    keeps_blanks_ = in_block_ || look.has(Style::code);
  }

  // The end of a block is a line break by itself.
  void line_break(bool was_block) {
    if (in_block_)
      out_ += '\n';
    else if (!was_block)
      out_ += "<br>";
  }

  void character(char c) {
    if (const std::string_view entity = escape(c); entity.empty())
      out_ += c;
    else
      out_ += entity;
  }

  bool would_collapse(std::size_t at) const {
    if (keeps_blanks_) return false;
    if (at == 0 || at + 1 == text_.size() || text_[at + 1] == '\n') return true;
    const char before = text_[at - 1];
    return before == '\n' || before == ' ' || before == '\t' || text_.substr(0, at).ends_with("\xC2\xA0");
  }

  const Styled& in_;
  std::string_view text_;
  std::string out_;
  std::vector<Tag> open_;
  bool in_block_ = false;
  bool keeps_blanks_ = false;
};

}  // namespace

core::RichText from_html(std::string_view html) {
  if (html.size() > most_html) html = html.substr(0, text::prefix_within(html, most_html));
  return rich(in_form(read_html(with_few_attributes(clean_text(html)), most_text)));
}

std::string to_html(const core::RichText& text) {
  // Twice, so that a line break has the look of what stands on both sides of it.
  const Styled form = styled(normalized(text));
  const Styled shown = without_told_addresses(form);
  return HtmlWriter(shown).write();
}

std::string to_plain_body(const core::RichText& text) {
  return words_with_addresses(text);
}

bool needs_html(const core::RichText& text) {
  const core::RichText form = normalized(text);
  return std::ranges::any_of(form.spans, [&](const core::Span& span) {
    const std::string_view words = std::string_view(form.text).substr(span.begin, span.end - span.begin);
    return span.style != Style::link || words != span.value;
  });
}

}  // namespace gb::matrix
