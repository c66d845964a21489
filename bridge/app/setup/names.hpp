#pragma once

#include <string>
#include <string_view>

/// Names that are made of what somebody has typed. Pure.
namespace gb::setup {

/// What a section is called after the host of its server: "irc.libera.chat" is "libera"; "home" where nothing better is
/// in it.
std::string network_name(std::string_view host);

/// A key of the file made of a name: lower-case letters, digits and '-'; `otherwise` where nothing is left.
std::string key_of(std::string_view name, std::string_view otherwise);

/// The host in "http://host:port/path".
std::string host_of(std::string_view url);

}  // namespace gb::setup
