#include "bridge/files/judging.hpp"

#include <fmt/core.h>
#include <vips/vips8>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "bridge/base/log.hpp"
#include "bridge/files/picture/picture.hpp"

namespace gb::files {
namespace {

using vips::VImage;
using vips::VOption;

constexpr std::uint32_t most_side = 30'000;
constexpr std::size_t most_passes = 100;     // Programs make about ten; each takes as long as a whole picture.
constexpr std::uint64_t bytes_of_pixel = 4;  // Of what has to be in memory as a whole.
constexpr unsigned first_turned = 5;         // Exif orientations that swap width and height: 5 to 8.

Error no_picture(std::string told) {
  return {Fault::caller, false, std::move(told)};
}

struct FreeBlob {
  void operator()(VipsBlob* blob) const { vips_area_unref(VIPS_AREA(blob)); }
};
using Blob = std::unique_ptr<VipsBlob, FreeBlob>;

// The bytes stay ours.
Blob lent(std::string_view bytes) {
  return Blob(vips_blob_new(nullptr, bytes.data(), bytes.size()));
}

// Top to bottom, without the whole picture in memory; a picture that ends too early is an error.
VOption* strictly() {
  return VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL)->set("fail_on", VIPS_FAIL_ON_TRUNCATED);
}

VImage load(PictureKind kind, VipsBlob* blob) {
  switch (kind) {
    case PictureKind::png:
      return VImage::pngload_buffer(blob, strictly());
    case PictureKind::jpeg:
      return VImage::jpegload_buffer(blob, strictly());
    case PictureKind::gif:
      break;
  }
  return VImage::gifload_buffer(blob, strictly()->set("n", -1));
}

std::string size_in_words(std::uint64_t bytes) {
  constexpr std::uint64_t mib = std::uint64_t{1} << 20;
  return bytes % mib == 0 ? fmt::format("{} MiB", bytes / mib) : fmt::format("{} bytes", bytes);
}

unsigned orientation_of(const VImage& image) {
  return image.get_typeof("orientation") == 0 ? 1U : static_cast<unsigned>(image.get_int("orientation"));
}

core::FileFacts facts_of(const VImage& image, PictureKind kind, std::size_t bytes) {
  core::FileFacts facts;
  facts.type = mime_type(kind);
  facts.bytes = bytes;
  facts.width = static_cast<std::uint32_t>(image.width());
  // The frames of an animation stand one below the other.
  facts.height =
      static_cast<std::uint32_t>(image.get_typeof("page-height") == 0 ? image.height() : image.get_int("page-height"));
  if (orientation_of(image) >= first_turned) std::swap(facts.width, facts.height);
  return facts;
}

result<Judged> judge(PictureKind kind, std::string bytes, const PictureLimits& limits) {
  const Blob blob = lent(bytes);
  const VImage image = load(kind, blob.get());
  const auto pixels = static_cast<std::uint64_t>(image.width()) * static_cast<std::uint64_t>(image.height());
  core::FileFacts facts = facts_of(image, kind, bytes.size());
  if (pixels > limits.pixels || facts.width > most_side || facts.height > most_side)
    return no_picture(fmt::format("the picture is too large: {} x {} pixels", facts.width, facts.height));
  // All other pictures pass through memory line by line.
  const bool held = image.get_typeof("interlaced") != 0;
  if (held && pixels * VIPS_IMAGE_SIZEOF_PEL(image.get_image()) > limits.pixels * bytes_of_pixel)
    return no_picture(fmt::format("the picture is too large: {} x {} pixels, interlaced and of many bytes", facts.width,
                                  facts.height));
  (void)image.avg();  // Reads every pixel.
  return Judged{std::move(facts), std::string(extension(kind)), std::move(bytes)};
}

// A picture that is being made asks at each of its parts.
void ask_meanwhile(const VImage& image, const GoOn& go_on) {
  const auto ask = [](VipsImage* made, VipsProgress*, void* asked) {
    if (!(*static_cast<const GoOn*>(asked))()) vips_image_set_kill(made, TRUE);
  };
  vips_image_set_progress(image.get_image(), TRUE);
  g_signal_connect(image.get_image(), "eval", G_CALLBACK(+ask), const_cast<GoOn*>(&go_on));
}

void write_to_log(const char*, GLogLevelFlags, const char* text, void*) {
  log::debug("files", "libvips: {}", text);
}

// The way of making one that does not cost minutes for a long animation.
const char* format_of(const std::string& type) {
  if (type == "image/jpeg") return ".jpg[strip]";
  return type == "image/gif" ? ".gif[effort=1]" : ".png[strip]";
}

}  // namespace

void start_pictures() {
  constexpr unsigned talk = G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG;
  g_log_set_handler("VIPS", static_cast<GLogLevelFlags>(talk), write_to_log, nullptr);
  if (VIPS_INIT("guildbridge") != 0) throw std::runtime_error("libvips cannot be used");
  vips_block_untrusted_set(TRUE);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_leak_set(FALSE);
}

result<Judged> judge_picture(std::string_view bytes, const PictureLimits& limits) try {
  if (bytes.empty()) return no_picture("the file is empty");
  if (bytes.size() > limits.bytes)
    return no_picture(
        fmt::format("the file is too large: {} bytes; at most {} fit", bytes.size(), size_in_words(limits.bytes)));
  const auto kind = picture_kind(bytes);
  if (!kind) return no_picture("the file is no PNG, JPEG or GIF picture");
  auto kept = stripped(*kind, bytes);
  if (!kept) return no_picture("the picture is damaged or cut off");
  if (const std::size_t scans = passes(*kind, *kept); scans > most_passes)
    return no_picture(fmt::format("the picture has too many scans: {}; at most {} are read", scans, most_passes));
  return judge(*kind, std::move(*kept), limits);
} catch (const vips::VError&) {
  vips_error_clear();
  return no_picture("the picture is damaged or cut off");
}

result<Judged> judge_file(const std::string& path, const PictureLimits& limits) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(limits.bytes + 1, '\0');  // One more than fits, to see that it does not.
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.empty()) return no_picture(path + " cannot be read");
  auto judged = judge_picture(bytes, limits);
  if (!judged) return no_picture(fmt::format("{}: {}", path, judged.error().told));
  return judged;
}

bool fits(const core::FileFacts& facts, const Box& box) {
  return (box.width == 0 || facts.width <= box.width) && (box.height == 0 || facts.height <= box.height);
}

Box limiting_side(const core::FileFacts& facts, const Box& box) {
  const bool by_height = box.width == 0 || (box.height != 0 && std::uint64_t{box.height} * facts.width <
                                                                   std::uint64_t{box.width} * facts.height);
  return by_height ? Box{0, box.height} : Box{box.width, 0};
}

result<std::string> render_picture(std::string_view bytes, const std::string& type, const Box& box,
                                   const GoOn& go_on) try {
  if (!go_on()) return Error{Fault::house, true, "the picture was not rendered"};
  const Blob blob = lent(bytes);
  VOption* options = VImage::option()
                         ->set("height", static_cast<int>(box.height == 0 ? most_side : box.height))
                         ->set("size", VIPS_SIZE_DOWN);
  if (type == "image/gif") options->set("option_string", "n=-1");
  const VImage small =
      VImage::thumbnail_buffer(blob.get(), static_cast<int>(box.width == 0 ? most_side : box.width), options);
  ask_meanwhile(small, go_on);
  void* data = nullptr;
  std::size_t size = 0;
  small.write_to_buffer(format_of(type), &data, &size);
  std::string out(static_cast<const char*>(data), size);
  g_free(data);
  return out;
} catch (const vips::VError& failure) {
  const std::string what = failure.what();
  vips_error_clear();
  return Error{Fault::house, false, "the picture could not be rendered: " + what};
}

}  // namespace gb::files
