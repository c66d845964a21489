#pragma once

#include <string>
#include <string_view>

/// A library that the tests put under the program (LD_PRELOAD): it ends the process at an exact step of the way to the
/// disk or the network, or makes the disk fail. The program itself knows nothing of it.
namespace gb::preload {

/// The file that a descriptor stands for; empty for sockets and the like.
std::string path_of(int descriptor);

// death.cpp: told of each step before or after it is done. Environment:
//   DIE_AT       the step; none: nobody dies
//   DIE_MARK     text of the one message that it is about
//   DIE_SEND     what else stands in the bytes that carry it to the other side
//   DIE_RECEIPT  what the other side answers (default: the mark itself)
//   DIE_COUNT, DIE_PATH  for the step "call": before the n-th change of a file with this in its name
//   DIE_LOSES    anything: what was written and not synced is lost as well, as by a loss of power
void before_write(int descriptor, std::string_view bytes);
void before_sync(int descriptor);
void after_sync(int descriptor);
void before_change(std::string_view path);  ///< Of a folder: rename, unlink.
void after_rename(std::string_view path);
void before_send(std::string_view bytes);
void after_send(std::string_view bytes);
void received(std::string_view bytes);

// disk.cpp: FAULT_FILE names a file that holds what is wrong now: an errno's name or "SLOW <ms>", then the folder
// that it is about. Read anew at every call, so that a test can change it.
enum class Call : int { write, make, open_to_write, change, sync };

/// 0, or the errno that the call fails with. Sleeps where the disk is slow.
int fault_of(Call call, std::string_view path);

}  // namespace gb::preload
