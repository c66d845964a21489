#include "bridge/files/file_store.hpp"

#include <filesystem>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/files/other_file.hpp"

namespace gb::files {
namespace {

/// What is there when somebody asks for a file.
struct Present {
  std::shared_ptr<OpenFile> file;  ///< Null: there is no such file, or it must be rendered.
  std::optional<core::StoredFile> to_render;
  Box box;  ///< What it must be rendered for.
};

/// Who waits for a file.
struct Asker {
  bool gone = false;
  Renderer::Leave leave;  ///< Null: he waits for no rendering.
};

// Blocking.
result<Present> look_up(KeptFiles& kept, Renderer& renderer, UserId owner, const std::string& name, const Box& box) {
  const auto found = kept.find(owner, name);
  if (!found) return found.error();
  if (!*found) return Present();
  const core::FileFacts& facts = (*found)->ref.facts;
  if (facts.is_picture() && !fits(facts, box)) {
    const Box side = limiting_side(facts, box);
    if (auto made = renderer.find(**found, side)) return Present{std::move(made), std::nullopt, side};
    return Present{nullptr, **found, side};
  }
  auto opened = kept.open(**found);
  if (!opened) return opened.error();
  return Present{std::move(*opened), std::nullopt, box};
}

}  // namespace

result<std::unique_ptr<FileStore>> FileStore::open(const config::Files& settings, std::string public_url,
                                                   std::unique_ptr<core::FileBook> book,
                                                   const boost::asio::any_io_executor& loop) {
  start_pictures();
  auto blobs = Blobs::open(settings.path);
  if (!blobs) return blobs.error();
  return std::unique_ptr<FileStore>(
      new FileStore(settings, std::move(public_url), std::move(book), std::move(*blobs), loop));
}

FileStore::FileStore(const config::Files& settings, std::string public_url, std::unique_ptr<core::FileBook> book,
                     Blobs blobs, boost::asio::any_io_executor loop)
    : settings_(settings),
      public_url_(std::move(public_url)),
      workers_(std::move(loop)),
      kept_(std::move(blobs), std::move(book), {settings.user_quota, settings.total_quota}, workers_),
      renderings_(std::filesystem::path(settings.path) / "renderings", settings.renderings),
      renderer_(kept_, renderings_, workers_, most_renderings),
      sweeper_(settings, kept_, renderings_, workers_),
      looking_(workers_, most_waiting),
      shares_(most_waiting_of_one, most_waiting_bytes),
      ordered_(workers_.make_strand()) {}

FileStore::~FileStore() {
  stop();
}

void FileStore::start() {
  sweeper_.start();
}

void FileStore::stop() {
  sweeper_.stop();
  workers_.stop();
}

result<core::FileRef> FileStore::keep_own(const std::string& path) {
  const auto judged = judge_file(path, limits(settings_.max_download));
  if (!judged) return judged.error();
  return kept_.add_picture(house_user, *judged, {});
}

result<std::optional<core::FileRef>> FileStore::show_icon(GuildId guild, const std::string& path) {
  std::optional<core::FileRef> icon;
  if (!path.empty()) {
    auto kept = keep_own(path);
    if (!kept) return kept.error();
    icon = std::move(*kept);
  }
  if (auto shown = kept_.show_icon(guild, icon); !shown) return shown.error();
  return icon;
}

PictureLimits FileStore::limits(std::uint64_t bytes) const {
  return {bytes, std::uint64_t{settings_.max_megapixels} * 1'000'000};
}

// Nobody takes all the places, or all the memory.
void FileStore::look_at(UserId owner, std::uint64_t bytes, Done<core::FileRef> done, Look look) {
  if (!shares_.take(owner, bytes)) return looking_.refuse<core::FileRef>(std::move(done));
  Done<core::FileRef> counted = [this, owner, bytes, done = std::move(done)](result<core::FileRef> outcome) {
    shares_.give_back(owner, bytes);
    done(std::move(outcome));
  };
  looking_.run<core::FileRef>(std::move(counted), std::move(look));
}

void FileStore::keep_picture(UserId owner, std::string bytes, Done<core::FileRef> done) {
  const std::uint64_t size = bytes.size();
  look_at(owner, size, std::move(done), [this, owner, bytes = std::move(bytes)]() -> result<core::FileRef> {
    const auto judged = judge_picture(bytes, limits(settings_.max_size));
    if (!judged) return judged.error();
    return kept_.add_picture(owner, *judged, {});
  });
}

void FileStore::keep(UserId owner, std::string bytes, core::FileFacts facts, Done<core::FileRef> done) {
  const std::uint64_t size = bytes.size();
  look_at(owner, size, std::move(done),
          [this, owner, bytes = std::move(bytes), facts = std::move(facts)]() -> result<core::FileRef> {
            if (const auto judged = judge_picture(bytes, limits(settings_.max_download)))
              return kept_.add_picture(owner, *judged, facts.title);
            auto other = facts_of_other(facts, bytes);
            if (!other) return other.error();
            return kept_.add_other(owner, std::move(*other), bytes);
          });
}

void FileStore::keep_text(Seq entry, UserId owner, std::string text, Done<core::FileRef> done) {
  workers_.run<core::FileRef>(ordered_, std::move(done), [this, entry, owner, text = std::move(text)] {
    return kept_.add_text(entry, owner, text);
  });
}

void FileStore::attach(std::vector<core::FileRef> files, UserId who, ChannelId channel,
                       Done<std::vector<core::FileRef>> done) {
  workers_.run<std::vector<core::FileRef>>(ordered_, std::move(done), [this, files = std::move(files), who, channel] {
    return kept_.attach(files, who, channel);
  });
}

std::function<void()> FileStore::open_file(UserId owner, std::string name, Box box,
                                           Done<std::shared_ptr<OpenFile>> done) {
  const auto asker = std::make_shared<Asker>();
  Done<Present> looked_up = [this, asker, done = std::move(done)](result<Present> present) {
    if (!present) return done(present.error());
    if (!present->to_render) return done(std::move(present->file));
    if (!asker->gone) asker->leave = renderer_.render(*present->to_render, present->box, done);
  };
  workers_.run<Present>(std::move(looked_up), [this, owner, name = std::move(name), box] {
    return look_up(kept_, renderer_, owner, name, box);
  });
  return [asker] {
    asker->gone = true;
    if (asker->leave) asker->leave();
  };
}

void FileStore::read(const core::FileRef& file, Done<std::string> done) {
  workers_.run<std::string>(std::move(done), [this, file] { return kept_.read(file); });
}

void FileStore::copy_of(std::string network, const core::FileRef& file, Done<std::string> done) {
  workers_.run<std::string>(std::move(done),
                            [this, network = std::move(network), file] { return kept_.copy_of(network, file); });
}

void FileStore::keep_copy(std::string network, const core::FileRef& file, std::string uri) {
  const auto done = [](const result<void>& kept) {
    if (!kept) log::warn("files", "what another network calls a file could not be kept: {}", kept.error().told);
  };
  workers_.run<void>(done, [this, network = std::move(network), file, uri = std::move(uri)] {
    return kept_.keep_copy(network, file, uri);
  });
}

}  // namespace gb::files
