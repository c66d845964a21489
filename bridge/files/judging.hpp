#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "bridge/base/result.hpp"
#include "bridge/core/event.hpp"

/// Pictures, looked at with libvips. Blocking, and slow: for a thread of the pool.
namespace gb::files {

struct PictureLimits {
  std::uint64_t bytes = 0;
  std::uint64_t pixels = 0;  ///< Of all frames together.
};

/// A file that is what it says.
struct Judged {
  core::FileFacts facts;  ///< Without a title.
  std::string extension;  ///< ".png"
  std::string bytes;      ///< What is to be kept.
};

/// Makes libvips ready: once in a process, before the first thread uses it. Its less trusted loaders are shut off, and
/// what it has to say about strangers' pictures goes to our log, for whoever debugs.
void start_pictures();

/// A PNG, JPEG or GIF whose every pixel can be read; stripped of what it tells about its maker. The error says what is
/// wrong with it.
result<Judged> judge_picture(std::string_view bytes, const PictureLimits& limits);

/// The same of a file on the disk; the error names it.
result<Judged> judge_file(const std::string& path, const PictureLimits& limits);

/// The box that a rendering has to fit in; 0: any.
struct Box {
  std::uint32_t width = 0;
  std::uint32_t height = 0;

  bool asks_nothing() const { return width == 0 && height == 0; }
  friend bool operator==(const Box&, const Box&) = default;
};

/// True if a picture of that size is within the box already.
bool fits(const core::FileFacts& facts, const Box& box);

/// The one side that decides how large a picture becomes in a box that it does not fit: boxes that give the same
/// picture are the same then.
Box limiting_side(const core::FileFacts& facts, const Box& box);

/// Asked now and then by what takes long, from any thread: false ends it.
using GoOn = std::function<bool()>;

/// The picture, made to fit, in the same format. An error if it cannot be made, or was ended.
result<std::string> render_picture(std::string_view bytes, const std::string& type, const Box& box, const GoOn& go_on);

}  // namespace gb::files
