#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

#include "bridge/base/result.hpp"
#include "bridge/core/file_book.hpp"
#include "bridge/files/judging.hpp"
#include "bridge/files/kept_files.hpp"
#include "bridge/files/lane.hpp"
#include "bridge/files/open_file.hpp"
#include "bridge/files/renderings.hpp"
#include "bridge/files/shared_work.hpp"
#include "bridge/files/workers.hpp"

namespace gb::files {

/// Makes smaller versions of pictures for whoever asks: one after another, each only once however many ask for it, and
/// as long as somebody does. Whatever cannot be rendered, or not within a few seconds, is served as it is, and not
/// tried again in a while.
class Renderer {
 public:
  /// Called by who does not want the rendering any more; what nobody wants is not made.
  using Leave = std::function<void()>;

  /// What is made is kept among the renderings; at most `most` wait to be made, more are refused.
  Renderer(KeptFiles& kept, Renderings& renderings, Workers& workers, std::size_t most);

  /// One that is there; null if it must be made. Blocking; from any thread.
  std::shared_ptr<OpenFile> find(const core::StoredFile& picture, const Box& box);

  /// Makes one, or completes with the picture as it is; with null if that was removed meanwhile. `box` has the limiting
  /// side alone. Called on the loop. Returns null if there is nothing to leave; who leaves may not hear of `done`
  /// again.
  Leave render(const core::StoredFile& picture, const Box& box, Done<std::shared_ptr<OpenFile>> done);

 private:
  enum class Made : std::uint8_t { rendering, none, none_ever };

  void open(const core::StoredFile& picture, const Box& box, bool made, Done<std::shared_ptr<OpenFile>> done);
  void give_up(const std::string& blob);
  result<Made> make(const core::StoredFile& picture, const Box& box, const GoOn& wanted);
  result<Made> keep(const core::StoredFile& picture, const Box& box, const std::string& bytes);

  KeptFiles& kept_;
  Renderings& renderings_;
  Workers& workers_;
  Lane lane_;
  SharedWork<Made> being_made_;               ///< By their names. Loop only.
  std::unordered_set<std::string> given_up_;  ///< Blobs that cannot be rendered, or took too long. Loop only.
};

}  // namespace gb::files
