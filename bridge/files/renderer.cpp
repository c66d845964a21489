#include "bridge/files/renderer.hpp"

#include <fmt/format.h>

#include <chrono>
#include <system_error>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/base/time.hpp"
#include "bridge/files/blobs.hpp"
#include "bridge/files/names.hpp"

namespace gb::files {
namespace {

constexpr std::chrono::seconds most_time{5};  // Nobody waits longer for something smaller.

// Names a rendering, whoever owns the picture.
std::string tag_of(const core::StoredFile& picture, const Box& box) {
  return fmt::format("{}-{}x{}", short_name(picture.blob), box.width, box.height);
}

}  // namespace

Renderer::Renderer(KeptFiles& kept, Renderings& renderings, Workers& workers, std::size_t most)
    : kept_(kept), renderings_(renderings), workers_(workers), lane_(workers, most) {}

std::shared_ptr<OpenFile> Renderer::find(const core::StoredFile& picture, const Box& box) {
  const int descriptor = open_for_reading(renderings_.path_of(picture.blob, box));
  if (descriptor < 0) return nullptr;
  return std::make_shared<OpenFile>(descriptor, picture.ref.facts, tag_of(picture, box), workers_);
}

Renderer::Leave Renderer::render(const core::StoredFile& picture, const Box& box,
                                 Done<std::shared_ptr<OpenFile>> done) {
  if (given_up_.contains(picture.blob)) {
    open(picture, box, false, std::move(done));
    return nullptr;
  }
  const auto begin = [this, &picture, &box](GoOn wanted, Done<Made> ended) {
    lane_.run<Made>(std::move(ended),
                    [this, picture, box, wanted = std::move(wanted)] { return make(picture, box, wanted); });
  };
  Done<Made> made = [this, picture, box, done = std::move(done)](const result<Made>& outcome) {
    if (!outcome) return done(outcome.error());
    if (*outcome == Made::none_ever) give_up(picture.blob);
    open(picture, box, *outcome == Made::rendering, done);
  };
  return being_made_.wait_for(tag_of(picture, box), std::move(made), begin);
}

// The rendering if there is one, else the picture as it is.
void Renderer::open(const core::StoredFile& picture, const Box& box, bool made, Done<std::shared_ptr<OpenFile>> done) {
  const auto open_now = [this, picture, box, made]() -> result<std::shared_ptr<OpenFile>> {
    auto rendering = made ? find(picture, box) : nullptr;
    if (rendering) return rendering;
    return kept_.open(picture);
  };
  workers_.run<std::shared_ptr<OpenFile>>(std::move(done), open_now);
}

void Renderer::give_up(const std::string& blob) {
  constexpr std::size_t most = 4096;
  if (given_up_.size() >= most) given_up_.clear();
  given_up_.insert(blob);
}

// In the lane.
result<Renderer::Made> Renderer::make(const core::StoredFile& picture, const Box& box, const GoOn& wanted) {
  const Tick until = std::chrono::steady_clock::now() + most_time;
  const auto nobody_waits = [&] { return workers_.stopping() || !wanted(); };
  if (nobody_waits()) return stopped();
  const auto whole = kept_.open(picture);
  if (!whole) return whole.error();
  if (!*whole) return Made::none;
  const auto bytes = (*whole)->read_now(0, (*whole)->size());
  if (!bytes) return bytes.error();
  const auto small = render_picture(*bytes, picture.ref.facts.type, box,
                                    [&] { return !nobody_waits() && std::chrono::steady_clock::now() < until; });
  if (small) return keep(picture, box, *small);
  if (nobody_waits()) return stopped();
  log::info("files", "{} is served as it is: {}", picture.ref.name, small.error().told);
  return Made::none_ever;
}

result<Renderer::Made> Renderer::keep(const core::StoredFile& picture, const Box& box, const std::string& bytes) {
  try {
    renderings_.keep(picture.blob, box, bytes);
  } catch (const std::system_error& failure) {
    log::warn("files", "a rendering is not kept: {}", failure.what());
    return Made::none;
  }
  // It may have been removed meanwhile, and nothing of it is to stay. Looked for only now, so that either we see that
  // or whoever removed it sees the rendering.
  const auto known = kept_.find(picture.ref.owner, picture.ref.name);
  if (known && *known) return Made::rendering;
  renderings_.erase_one(picture.blob, box);
  return Made::none;
}

}  // namespace gb::files
