#pragma once

#include "config/load/section.hpp"
#include "config/model/config.hpp"

/// One reader per kind of section: which keys there are, and what is checked of each.
namespace gb::config {

void read_gateway(Section& section, Gateway& out);
/// `gateway` is read already: the two cannot listen at one place, and a file has to fit in one of its packets.
void read_admin(Section& section, const Gateway& gateway, Admin& out);
void read_store(Section& section, Store& out);
void read_files(Section& section, const Gateway& gateway, Files& out);
void read_log(Section& section, Log& out);
void read_irc(Section& section, Irc& out);
void read_matrix(Section& section, Matrix& out);
void read_origin(Section& section, Origin& out);
void read_guild(Section& section, Guild& out);

}  // namespace gb::config
