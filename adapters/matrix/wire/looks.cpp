#include "adapters/matrix/wire/looks.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "adapters/matrix/wire/address.hpp"
#include "adapters/matrix/wire/ids.hpp"

namespace gb::matrix {
namespace {

using core::Style;

constexpr std::array flags = {Style::bold,   Style::italic, Style::underline,
                              Style::strike, Style::code,   Style::code_block};

std::uint16_t bit(Style style) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(style));
}

std::string& value_of(Look& look, Style style) {
  if (style == Style::colour) return look.colour;
  return style == Style::link ? look.link : look.mention;
}

/// Which spans are open at a place; of those with values, the last one decides.
class OpenSpans {
 public:
  explicit OpenSpans(const std::vector<core::Span>& spans) : spans_(spans) {}

  void open(std::size_t index) { open_[spans_[index].style].insert(index); }
  void close(std::size_t index) { open_[spans_[index].style].erase(index); }

  Look look() const {
    Look look;
    std::optional<std::size_t> last_link;
    for (const auto& [style, indexes] : open_) {
      if (indexes.empty()) continue;
      if (std::ranges::find(flags, style) != flags.end()) {
        look.set(style);
      } else if (style == Style::colour) {
        look.colour = spans_[*indexes.rbegin()].value;
      } else if (!last_link || *indexes.rbegin() > *last_link) {
        last_link = *indexes.rbegin();
      }
    }
    // A mention and a link cannot stand on the same words, since both are <a>.
    if (last_link) value_of(look, spans_[*last_link].style) = spans_[*last_link].value;
    return look;
  }

 private:
  const std::vector<core::Span>& spans_;
  std::map<Style, std::set<std::size_t>> open_;
};

// The span as it may stand in HTML; nothing if there is nothing left of it.
std::optional<core::Span> accepted(const core::Span& span, std::size_t size) {
  core::Span out = {std::min(span.begin, size), std::min(span.end, size), span.style, {}};
  if (out.begin >= out.end) return std::nullopt;
  if (span.style == Style::colour) {
    out.value = colour_value(span.value);
    if (out.value.empty()) return std::nullopt;
  } else if (span.style == Style::mention) {
    if (!is_user_id(span.value)) return std::nullopt;
    out.value = span.value;
  } else if (span.style == Style::link) {
    if (auto user = user_of_address(span.value)) {
      out.style = Style::mention;
      out.value = std::move(*user);
    } else if (auto address = link_address(span.value)) {
      out.value = std::move(*address);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

/// Collects the spans of a text that is read from its beginning.
class SpanWriter {
 public:
  void look(const Look& look, std::size_t at) {
    for (const Style style : flags) change(style, look.has(style), {}, at);
    change(Style::colour, !look.colour.empty(), look.colour, at);
    change(Style::link, !look.link.empty(), look.link, at);
    change(Style::mention, !look.mention.empty(), look.mention, at);
  }

  void shown(std::size_t end) { shown_ = end; }

  std::vector<core::Span> take() {
    look({}, shown_);
    std::ranges::sort(spans_, {}, [](const core::Span& span) { return std::tuple(span.begin, span.style, span.end); });
    return std::move(spans_);
  }

 private:
  void change(Style style, bool on, const std::string& value, std::size_t at) {
    const auto found = open_.find(style);
    if (found != open_.end()) {
      if (on && found->second.value == value) return;
      found->second.end = shown_;
      spans_.push_back(std::move(found->second));
      open_.erase(found);
    }
    if (on) open_[style] = {at, at, style, value};
  }

  std::vector<core::Span> spans_;
  std::map<Style, core::Span> open_;
  std::size_t shown_ = 0;  // End of what has been read, line breaks aside.
};

}  // namespace

bool Look::has(Style style) const {
  return (styles & bit(style)) != 0;
}

void Look::set(Style style, bool on) {
  styles = static_cast<std::uint16_t>(on ? styles | bit(style) : styles & ~bit(style));
}

Styled::Styled() : table_(std::make_shared<Table>()) {
  id_of({});
}

Styled Styled::emptied() const {
  return Styled(table_);
}

LookId Styled::id_of(const Look& look) {
  const auto [at, added] = table_->ids.try_emplace(look, static_cast<LookId>(table_->looks.size()));
  if (added) table_->looks.push_back(&at->first);
  return at->second;
}

void Styled::append(std::string_view piece, LookId id) {
  text_ += piece;
  ids_.insert(ids_.end(), piece.size(), id);
}

void Styled::append(const Styled& other, std::size_t begin, std::size_t end) {
  text_.append(other.text_, begin, end - begin);
  ids_.insert(ids_.end(), other.ids_.begin() + static_cast<std::ptrdiff_t>(begin),
              other.ids_.begin() + static_cast<std::ptrdiff_t>(end));
}

void Styled::repaint(std::size_t begin, std::size_t end, LookId id) {
  std::fill(ids_.begin() + static_cast<std::ptrdiff_t>(begin), ids_.begin() + static_cast<std::ptrdiff_t>(end), id);
}

void Styled::cut(std::size_t new_size) {
  text_.resize(new_size);
  ids_.resize(new_size);
}

Styled styled(const core::RichText& text) {
  std::vector<core::Span> spans;
  for (const core::Span& span : text.spans)
    if (auto good = accepted(span, text.text.size())) spans.push_back(std::move(*good));
  std::ranges::stable_sort(spans, {}, &core::Span::begin);
  std::vector<std::size_t> by_end(spans.size());
  for (std::size_t n = 0; n < by_end.size(); ++n) by_end[n] = n;
  std::ranges::stable_sort(by_end, {}, [&](std::size_t n) { return spans[n].end; });

  Styled out;
  OpenSpans open(spans);
  std::size_t next_begin = 0;
  std::size_t next_end = 0;
  while (out.size() < text.text.size()) {
    const std::size_t at = out.size();
    while (next_end < by_end.size() && spans[by_end[next_end]].end <= at) open.close(by_end[next_end++]);
    while (next_begin < spans.size() && spans[next_begin].begin <= at) open.open(next_begin++);
    std::size_t until = text.text.size();
    if (next_end < by_end.size()) until = std::min(until, spans[by_end[next_end]].end);
    if (next_begin < spans.size()) until = std::min(until, spans[next_begin].begin);
    out.append(std::string_view(text.text).substr(at, until - at), out.id_of(open.look()));
  }
  return out;
}

core::RichText rich(const Styled& text) {
  SpanWriter writer;
  LookId last = no_look;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.text()[at] == '\n') continue;
    if (text.id_at(at) != last) writer.look(text.look_at(at), at);
    last = text.id_at(at);
    writer.shown(at + 1);
  }
  return {text.text(), writer.take()};
}

std::string colour_value(std::string_view colour) {
  std::string out;
  if (colour.size() != 7 || colour.front() != '#') return out;
  for (const char c : colour.substr(1)) {
    const bool upper = c >= 'A' && c <= 'F';
    if (!upper && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return {};
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return "#" + out;
}

}  // namespace gb::matrix
