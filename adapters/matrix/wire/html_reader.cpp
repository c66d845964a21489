// libxml2 finds the tags; what they mean is decided here. No tree is built, so that depth costs nothing.
#include "adapters/matrix/wire/html_reader.hpp"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/matrix/wire/address.hpp"
#include "adapters/matrix/wire/html_elements.hpp"
#include "adapters/matrix/wire/html_lines.hpp"

namespace gb::matrix {
namespace {

using core::Style;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

// The value of an attribute, empty if it has none; nothing if it is not there.
std::optional<std::string_view> attribute(const xmlChar** attributes, std::string_view name) {
  for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2)
    if (view(attributes[0]) == name) return view(attributes[1]);
  return std::nullopt;
}

/// An element that is open.
struct Frame {
  Element element = Element::words;
  LookId look = no_look;  // What it looked like outside.
  int number = 0;         // numbers: of the next item; row: cells so far.
  bool spoiler = false;
};

class HtmlReader {
 public:
  explicit HtmlReader(std::size_t most) : lines_(most) {}

  void begin(Element element, const xmlChar** attributes) {
    if (frames_.size() >= most_html_depth && element != Element::dropped) element = Element::words;
    Frame frame = {element, look_id_, 0, false};
    if (element == Element::dropped) ++dropped_;
    if (dropped_ == 0) enter(frame, attributes);
    frames_.push_back(frame);
  }

  void end() {
    if (frames_.empty()) return;
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (dropped_ == 0) leave(frame);
    if (frame.element == Element::dropped) --dropped_;
  }

  void words(std::string_view text) {
    if (dropped_ > 0) return;
    const Blanks in_code = look_.has(Style::code) ? Blanks::keep : Blanks::collapse;
    lines_.text(text, look_id_, look_.has(Style::code_block) ? Blanks::lines : in_code);
  }

  Styled take() {
    while (!frames_.empty()) end();
    return lines_.take();
  }

 private:
  void enter(Frame& frame, const xmlChar** attributes);
  void enter_block(Frame& frame, const xmlChar** attributes);
  void leave(const Frame& frame);

  void take_look(const Look& look) {
    look_ = look;
    look_id_ = lines_.id_of(look);
  }

  void with_style(Style style) {
    Look look = look_;
    // Code in a block is the block.
    if (style != Style::code || !look.has(Style::code_block)) look.set(style);
    take_look(look);
  }

  void enter_link(const xmlChar** attributes) {
    const std::string_view href = attribute(attributes, "href").value_or("");
    Look look = look_;
    if (auto user = user_of_address(href)) {
      look.mention = std::move(*user);
      look.link.clear();
    } else if (auto address = link_address(href)) {
      look.link = std::move(*address);
      look.mention.clear();
    }
    take_look(look);
  }

  void enter_span(Frame& frame, const xmlChar** attributes) {
    if (const auto reason = attribute(attributes, "data-mx-spoiler")) {
      frame.spoiler = true;
      words(reason->empty() ? "[spoiler: " : "[spoiler for " + std::string(*reason) + ": ");
    }
    Look look = look_;
    for (const std::string_view name : {"color", "data-mx-color"})
      if (const std::string colour = colour_value(attribute(attributes, name).value_or("")); !colour.empty())
        look.colour = colour;
    take_look(look);
  }

  void enter_item() {
    lines_.tight();
    const auto list = std::ranges::find_if(frames_.rbegin(), frames_.rend(), [](const Frame& frame) {
      return frame.element == Element::bullets || frame.element == Element::numbers;
    });
    std::string mark = "- ";
    if (list != frames_.rend() && list->element == Element::numbers) mark = std::to_string(list->number++) + ". ";
    std::string rest(mark.size(), ' ');
    lines_.push_prefix(std::move(mark), std::move(rest));
  }

  void enter_cell() {
    const auto row = std::ranges::find(frames_.rbegin(), frames_.rend(), Element::row, &Frame::element);
    if (row != frames_.rend() && row->number++ > 0) words(" | ");
  }

  HtmlLines lines_;
  std::vector<Frame> frames_;
  std::size_t dropped_ = 0;  // How many elements around this place are dropped.
  Look look_;
  LookId look_id_ = no_look;
};

void HtmlReader::enter(Frame& frame, const xmlChar** attributes) {
  switch (frame.element) {
    case Element::bold:
      return with_style(Style::bold);
    case Element::italic:
      return with_style(Style::italic);
    case Element::underline:
      return with_style(Style::underline);
    case Element::strike:
      return with_style(Style::strike);
    case Element::code:
      return with_style(Style::code);
    case Element::link:
      return enter_link(attributes);
    case Element::span:
      return enter_span(frame, attributes);
    case Element::line_break:
      return lines_.line_break();
    case Element::cell:
      return enter_cell();
    case Element::image:
      return words(attribute(attributes, "alt").value_or(attribute(attributes, "title").value_or("")));
    default:
      return enter_block(frame, attributes);
  }
}

void HtmlReader::enter_block(Frame& frame, const xmlChar** attributes) {
  switch (frame.element) {
    case Element::lines: {
      Look look = look_;
      look.set(Style::code_block);
      look.set(Style::code, false);
      take_look(look);
      return lines_.begin_lines();
    }
    case Element::numbers: {
      const std::string_view start = attribute(attributes, "start").value_or("");
      frame.number = 1;
      std::from_chars(start.data(), start.data() + start.size(), frame.number);
      frame.number = std::clamp(frame.number, 0, 999'999);
      return lines_.block();
    }
    case Element::quote:
      lines_.block();
      return lines_.push_prefix("> ", "> ");
    case Element::item:
      return enter_item();
    case Element::rule:
      lines_.block();
      lines_.text("---", no_look, Blanks::collapse);
      return lines_.block();
    case Element::paragraph:
      return lines_.block(2);
    case Element::block:
    case Element::bullets:
    case Element::row:
      return lines_.block();
    default:
      return;
  }
}

void HtmlReader::leave(const Frame& frame) {
  take_look(Look(lines_.look(frame.look)));
  if (frame.spoiler) words("]");
  switch (frame.element) {
    case Element::quote:
    case Element::item:
      lines_.pop_prefix();
      return lines_.block();
    case Element::lines:
      return lines_.end_lines();
    case Element::paragraph:
      return lines_.block(2);
    case Element::block:
    case Element::bullets:
    case Element::numbers:
    case Element::row:
      return lines_.block();
    default:
      return;
  }
}

/// One pass of libxml2's parser; it stops where elements are nested without end, which would make it slow.
class Parse {
 public:
  Parse(HtmlReader& reader, std::string_view html)
      // libxml2 puts text that stands outside of a body into a paragraph.
      : reader_(reader), document_(std::string(frame) + std::string(html)) {
    context_.reset(htmlCreateMemoryParserCtxt(document_.data(), static_cast<int>(document_.size())));
    if (!context_) return;
    constexpr int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                            HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD;
    htmlCtxtUseOptions(context_.get(), options);
    xmlSwitchEncoding(context_.get(), XML_CHAR_ENCODING_UTF8);
    xmlSAXHandler& handler = *context_->sax;
    handler = {};
    handler.startElement = [](void* self, const xmlChar* name, const xmlChar** attributes) {
      static_cast<Parse*>(self)->begin(view(name), attributes);
    };
    handler.endElement = [](void* self, const xmlChar*) { static_cast<Parse*>(self)->end(); };
    handler.characters = [](void* self, const xmlChar* text, int length) {
      static_cast<Parse*>(self)->words({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
    };
    handler.ignorableWhitespace = handler.characters;
    handler.cdataBlock = handler.characters;
    context_->userData = this;
  }

  /// How much of the HTML was read: all of it, or up to where the nesting was too deep.
  std::size_t run() {
    if (context_) htmlParseDocument(context_.get());
    while (depth_ > 0) end();
    if (!stopped_at_) return document_.size() - frame.size();
    // The tag that was too much has begun, but its end has not been read.
    const std::size_t tag_end = std::min(document_.find('>', *stopped_at_), document_.size() - 1);
    return tag_end + 1 - frame.size();
  }

 private:
  static constexpr std::string_view frame = "<html><body>";
  static constexpr std::size_t most_open = 3 * most_html_depth;

  void begin(std::string_view name, const xmlChar** attributes) {
    if (stopped_at_) return;
    if (depth_ >= most_open) {
      stopped_at_ = static_cast<std::size_t>(std::max(xmlByteConsumed(context_.get()), long{0}));
      xmlStopParser(context_.get());
      return;
    }
    ++depth_;
    reader_.begin(element_of(name), attributes);
  }

  void end() {
    if (depth_ == 0) return;
    --depth_;
    reader_.end();
  }

  void words(std::string_view text) {
    if (!stopped_at_) reader_.words(text);
  }

  struct Free {
    void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
  };

  HtmlReader& reader_;
  std::string document_;
  std::unique_ptr<htmlParserCtxt, Free> context_;
  std::size_t depth_ = 0;
  std::optional<std::size_t> stopped_at_;
};

}  // namespace

Styled read_html(std::string_view html, std::size_t most) {
  HtmlReader reader(most);
  while (!html.empty()) html.remove_prefix(std::min(Parse(reader, html).run(), html.size()));
  return reader.take();
}

}  // namespace gb::matrix
