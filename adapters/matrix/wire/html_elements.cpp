#include "adapters/matrix/wire/html_elements.hpp"

#include <map>

namespace gb::matrix {
namespace {

// The subset of the Client-Server API (section "m.room.message msgtypes"), and what must not be read as words.
const std::map<std::string_view, Element>& elements() {
  using enum Element;
  static const std::map<std::string_view, Element> table = {
      {"b", bold},           {"strong", bold},      {"i", italic},       {"em", italic},        {"cite", italic},
      {"u", underline},      {"ins", underline},    {"s", strike},       {"del", strike},       {"strike", strike},
      {"code", code},        {"tt", code},          {"kbd", code},       {"samp", code},        {"pre", lines},
      {"a", link},           {"span", span},        {"font", span},      {"br", line_break},    {"p", paragraph},
      {"h1", paragraph},     {"h2", paragraph},     {"h3", paragraph},   {"h4", paragraph},     {"h5", paragraph},
      {"h6", paragraph},     {"div", block},        {"details", block},  {"summary", block},    {"table", block},
      {"caption", block},    {"thead", block},      {"tbody", block},    {"section", block},    {"article", block},
      {"header", block},     {"footer", block},     {"dl", block},       {"dt", block},         {"dd", block},
      {"ul", bullets},       {"menu", bullets},     {"ol", numbers},     {"li", item},          {"blockquote", quote},
      {"tr", row},           {"td", cell},          {"th", cell},        {"hr", rule},          {"img", image},
      {"mx-reply", dropped}, {"script", dropped},   {"style", dropped},  {"title", dropped},    {"head", dropped},
      {"template", dropped}, {"iframe", dropped},   {"object", dropped}, {"textarea", dropped}, {"select", dropped},
      {"noscript", dropped}, {"noframes", dropped}, {"svg", dropped},    {"math", dropped},     {"audio", dropped},
      {"video", dropped}};
  return table;
}

}  // namespace

Element element_of(std::string_view name) {
  const auto found = elements().find(name);
  return found == elements().end() ? Element::words : found->second;
}

}  // namespace gb::matrix
