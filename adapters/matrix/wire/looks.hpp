#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/core/rich_text.hpp"

/// Rich text from the other side: not as spans that may overlap, but as bytes that each have one look. HTML is read
/// into this and written from it. Private to the conversion of texts; nothing else should need it.
namespace gb::matrix {

/// How one stretch looks. At most one colour, one link and one person; the one that began last wins.
struct Look {
  std::uint16_t styles = 0;  ///< One bit for each Style without a value.
  std::string colour;        ///< "#rrggbb" or empty.
  std::string link;          ///< What `link_address` accepts, or empty.
  std::string mention;       ///< A user id or empty; excludes `link`.

  bool has(core::Style style) const;
  void set(core::Style style, bool on = true);

  // NOLINTNEXTLINE(modernize-use-nullptr): the tool mistakes <=> for a pointer
  friend auto operator<=>(const Look&, const Look&) = default;
};

using LookId = std::uint32_t;

inline constexpr LookId no_look = 0;

/// Text with a look for each byte.
class Styled {
 public:
  Styled();

  /// An empty text that shares the looks of this one.
  Styled emptied() const;

  LookId id_of(const Look& look);
  const Look& look(LookId id) const { return *table_->looks[id]; }
  const Look& look_at(std::size_t at) const { return look(ids_[at]); }
  LookId id_at(std::size_t at) const { return ids_[at]; }
  const std::string& text() const { return text_; }
  std::size_t size() const { return text_.size(); }

  void append(std::string_view piece, LookId id);
  void append(const Styled& other, std::size_t begin, std::size_t end);
  void repaint(std::size_t begin, std::size_t end, LookId id);
  void cut(std::size_t new_size);

 private:
  struct Table {
    std::map<Look, LookId> ids;
    std::vector<const Look*> looks;
  };

  explicit Styled(std::shared_ptr<Table> table) : table_(std::move(table)) {}

  std::shared_ptr<Table> table_;
  std::string text_;
  std::vector<LookId> ids_;
};

/// Spans as looks. Values are checked: a link that may not be one, a colour or person that is none, are left out; a
/// link to a user is a mention.
Styled styled(const core::RichText& text);

/// Looks as spans: each as long as it can be, ordered by begin and style. A line break has no look of its own; what
/// stands on both sides of it goes on across it.
core::RichText rich(const Styled& text);

/// "#rrggbb" in lower case, or empty.
std::string colour_value(std::string_view colour);

}  // namespace gb::matrix
