#pragma once

#include <string_view>

/// The status page: files of `web/`, compiled in.
namespace gb::admin {

std::string_view web_page();
std::string_view web_style();
std::string_view web_script();
std::string_view web_map();

}  // namespace gb::admin
