#pragma once

#include <cstddef>
#include <string_view>

#include "adapters/matrix/wire/looks.hpp"

namespace gb::matrix {

/// Elements nested deeper than this keep their words alone (Client-Server API, m.room.message: "no more than 100").
inline constexpr std::size_t most_html_depth = 100;

/// The words of HTML, laid out as lines, with their looks. `html` is clean text; at most `most` bytes come out.
Styled read_html(std::string_view html, std::size_t most);

}  // namespace gb::matrix
