#include "bridge/files/file_store.hpp"

#include <fmt/format.h>

#include <chrono>
#include <unordered_set>
#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/files/names.hpp"
#include "bridge/files/other_file.hpp"

namespace gb::files {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds look_every{5};
constexpr std::chrono::hours sweep_every{1};
constexpr std::chrono::seconds rendering_time{5};  // Nobody waits longer for something smaller.
constexpr const char* text_type = "text/plain; charset=utf-8";

Error house_error(std::string told) {
  return {Fault::house, true, std::move(told)};
}

// Names a rendering, whoever owns the picture.
std::string tag_of(const core::StoredFile& file, const Box& box) {
  return fmt::format("{}-{}x{}", short_name(file.blob), box.width, box.height);
}

}  // namespace

result<std::unique_ptr<FileStore>> FileStore::open(const config::Files& settings, std::string public_url,
                                                   std::unique_ptr<core::FileBook> book,
                                                   const asio::any_io_executor& loop) {
  start_pictures();
  auto blobs = Blobs::open(settings.path);
  if (!blobs) return blobs.error();
  return std::unique_ptr<FileStore>(
      new FileStore(settings, std::move(public_url), std::move(book), std::move(*blobs), loop));
}

FileStore::FileStore(const config::Files& settings, std::string public_url, std::unique_ptr<core::FileBook> book,
                     Blobs blobs, asio::any_io_executor loop)
    : settings_(settings),
      public_url_(std::move(public_url)),
      workers_(std::move(loop)),
      book_(std::move(book)),
      blobs_(std::move(blobs)),
      renderings_(std::filesystem::path(settings.path) / "renderings", settings.renderings),
      looking_(workers_, most_waiting),
      shares_(most_waiting_of_one, most_waiting_bytes),
      rendering_(workers_, most_renderings),
      ordered_(workers_.make_strand()),
      sweep_(workers_.loop()) {}

FileStore::~FileStore() {
  stop();
}

result<core::FileRef> FileStore::keep_own(const std::string& path) {
  const auto judged = judge_file(path, limits(settings_.max_download));
  if (!judged) return judged.error();
  return add_judged(house_user, *judged, {});
}

result<std::optional<core::FileRef>> FileStore::show_icon(GuildId guild, const std::string& path) {
  std::optional<core::FileRef> icon;
  if (!path.empty()) {
    auto kept = keep_own(path);
    if (!kept) return kept.error();
    icon = std::move(*kept);
  }
  const std::lock_guard locked(book_mutex_);
  if (auto shown = book_->show_icon(guild, icon); !shown) return shown.error();
  return icon;
}

void FileStore::start() {
  blobs_.clean();
  sweep_later();
}

void FileStore::stop() {
  sweep_.cancel();
  workers_.stop();
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

PictureLimits FileStore::limits(std::uint64_t bytes) const {
  return {bytes, std::uint64_t{settings_.max_megapixels} * 1'000'000};
}

void FileStore::keep_picture(UserId owner, std::string bytes, Done<core::FileRef> done) {
  const std::uint64_t size = bytes.size();
  look_at(owner, size, std::move(done), [this, owner, bytes = std::move(bytes)]() -> result<core::FileRef> {
    const auto judged = judge_picture(bytes, limits(settings_.max_size));
    if (!judged) return judged.error();
    return add_judged(owner, *judged, {});
  });
}

void FileStore::keep(UserId owner, std::string bytes, core::FileFacts facts, Done<core::FileRef> done) {
  const std::uint64_t size = bytes.size();
  look_at(owner, size, std::move(done),
          [this, owner, bytes = std::move(bytes), facts = std::move(facts)]() -> result<core::FileRef> {
            if (const auto judged = judge_picture(bytes, limits(settings_.max_download)))
              return add_judged(owner, *judged, facts.title);
            auto other = facts_of_other(facts, bytes);
            if (!other) return other.error();
            const std::string name = short_name(hash_of(bytes)) + extension_of(other->title);
            return add(owner, name, std::move(*other), bytes, std::nullopt);
          });
}

void FileStore::keep_text(Seq entry, UserId owner, std::string text, Done<core::FileRef> done) {
  workers_.run<core::FileRef>(ordered_, std::move(done),
                              [this, entry, owner, text = std::move(text)] { return text_now(entry, owner, text); });
}

result<core::FileRef> FileStore::text_now(Seq entry, UserId owner, const std::string& text) {
  {
    const std::lock_guard locked(book_mutex_);
    auto known = book_->text_of(entry);
    if (!known) return known.error();
    if (*known) return (*known)->ref;
  }
  core::FileFacts facts;
  facts.type = text_type;
  facts.bytes = text.size();
  return add(owner, random_name() + ".txt", std::move(facts), text, entry);
}

result<core::FileRef> FileStore::add_judged(UserId owner, const Judged& judged, const std::string& title) {
  core::FileFacts facts = judged.facts;
  facts.title = title;
  return add(owner, short_name(hash_of(judged.bytes)) + judged.extension, std::move(facts), judged.bytes, std::nullopt);
}

result<core::FileRef> FileStore::add(UserId owner, std::string name, core::FileFacts facts, const std::string& bytes,
                                     std::optional<Seq> holder) {
  const core::StoredFile file{
      {owner, std::move(name), std::nullopt, std::nullopt, std::move(facts)}, hash_of(bytes), wall_now()};
  const core::FileQuota quota{settings_.user_quota, settings_.total_quota};
  // The disk takes its time, which is not spent with the list locked: the ledger writes in the same database.
  blobs_.place(file.blob, bytes);
  const std::lock_guard locked(book_mutex_);
  auto added = book_->add(file, quota, holder, [&] { blobs_.place(file.blob, bytes); });
  if (!added) {
    erase_if_unknown(file.blob);
    return added.error();
  }
  return file.ref;
}

// With the mutex: of a file that was not taken nothing is left.
void FileStore::erase_if_unknown(const std::string& blob) {
  const std::vector<std::string> alone(1, blob);
  const auto erased = book_->erase_unknown(alone, [this](const std::string& unknown) { blobs_.erase(unknown); });
  if (!erased) log::warn("files", "a file that was not kept could not be erased: {}", erased.error().told);
}

void FileStore::attach(std::vector<core::FileRef> files, UserId who, ChannelId channel,
                       Done<std::vector<core::FileRef>> done) {
  workers_.run<std::vector<core::FileRef>>(ordered_, std::move(done), [this, files = std::move(files), who, channel] {
    return attach_now(files, who, channel);
  });
}

result<std::vector<core::FileRef>> FileStore::attach_now(const std::vector<core::FileRef>& files, UserId who,
                                                         ChannelId channel) {
  std::vector<core::FileRef> known;
  const std::lock_guard locked(book_mutex_);
  for (const core::FileRef& file : files) {
    auto found = book_->attach(file.owner, file.name, who, channel);
    if (!found) return found.error();
    if (!*found) return Error{Fault::caller, false, "An attachment names a file that does not exist"};
    core::FileRef& ref = known.emplace_back(std::move((*found)->ref));
    ref.width = file.width;
    ref.height = file.height;
  }
  return known;
}

result<std::optional<core::StoredFile>> FileStore::find(UserId owner, const std::string& name) {
  return book_->find(owner, name);
}

std::function<void()> FileStore::open_file(UserId owner, std::string name, Box box,
                                           Done<std::shared_ptr<OpenFile>> done) {
  const auto asker = std::make_shared<Asker>();
  Done<Present> looked_up = [this, asker, done = std::move(done)](result<Present> present) {
    if (!present) return done(present.error());
    if (!present->to_render) return done(std::move(present->file));
    if (!asker->gone) asker->leave = render(*present->to_render, present->box, done);
  };
  workers_.run<Present>(std::move(looked_up),
                        [this, owner, name = std::move(name), box] { return look_up(owner, name, box); });
  return [asker] {
    asker->gone = true;
    if (asker->leave) asker->leave();
  };
}

result<FileStore::Present> FileStore::look_up(UserId owner, const std::string& name, const Box& box) {
  const auto found = find(owner, name);
  if (!found) return found.error();
  if (!*found) return Present();
  const core::FileFacts& facts = (*found)->ref.facts;
  if (facts.is_picture() && !fits(facts, box)) {
    const Box side = limiting_side(facts, box);
    if (auto made = open_rendering(**found, side)) return Present{std::move(made), std::nullopt, side};
    return Present{nullptr, **found, side};
  }
  auto opened = open_stored(**found);
  if (!opened) return opened.error();
  return Present{std::move(*opened), std::nullopt, box};
}

std::function<void()> FileStore::render(const core::StoredFile& file, const Box& box,
                                        Done<std::shared_ptr<OpenFile>> done) {
  const auto open = [this, file, box, done](bool made) {
    workers_.run<std::shared_ptr<OpenFile>>(done, [this, file, box, made]() -> result<std::shared_ptr<OpenFile>> {
      auto rendering = made ? open_rendering(file, box) : nullptr;
      if (rendering) return rendering;
      return open_stored(file);
    });
  };
  if (never_rendered_.contains(file.blob)) {
    open(false);
    return nullptr;
  }
  const auto begin = [this, &file, &box](GoOn wanted, Done<Made> ended) {
    rendering_.run<Made>(std::move(ended),
                         [this, file, box, wanted = std::move(wanted)] { return render_now(file, box, wanted); });
  };
  return being_made_.wait_for(
      tag_of(file, box),
      [this, open, blob = file.blob, refuse = std::move(done)](const result<Made>& made) {
        if (!made) return refuse(made.error());
        if (*made == Made::none_ever) never_render(blob);
        open(*made == Made::rendering);
      },
      begin);
}

void FileStore::never_render(const std::string& blob) {
  constexpr std::size_t most = 4096;
  if (never_rendered_.size() >= most) never_rendered_.clear();
  never_rendered_.insert(blob);
}

// One after another.
result<FileStore::Made> FileStore::render_now(const core::StoredFile& file, const Box& box, const GoOn& wanted) {
  const Tick until = std::chrono::steady_clock::now() + rendering_time;
  const auto nobody_waits = [&] { return workers_.stopping() || !wanted(); };
  if (nobody_waits()) return stopped();
  const auto whole = open_stored(file);
  if (!whole) return whole.error();
  if (!*whole) return Made::none;
  const auto bytes = (*whole)->read_now(0, (*whole)->size());
  if (!bytes) return bytes.error();
  const auto small = render_picture(*bytes, file.ref.facts.type, box,
                                    [&] { return !nobody_waits() && std::chrono::steady_clock::now() < until; });
  if (small) return keep_rendering(file, box, *small);
  if (nobody_waits()) return stopped();
  log::info("files", "{} is served as it is: {}", file.ref.name, small.error().told);
  return Made::none_ever;
}

result<FileStore::Made> FileStore::keep_rendering(const core::StoredFile& file, const Box& box,
                                                  const std::string& bytes) {
  try {
    renderings_.keep(file.blob, box, bytes);
  } catch (const std::system_error& failure) {
    log::warn("files", "a rendering is not kept: {}", failure.what());
    return Made::none;
  }
  // It may have been removed meanwhile, and nothing of it is to stay. Looked for only now, so that either we see that
  // or whoever removed it sees the rendering.
  const auto known = find(file.ref.owner, file.ref.name);
  if (known && *known) return Made::rendering;
  renderings_.erase_one(file.blob, box);
  return Made::none;
}

// Null if it was removed a moment ago.
result<std::shared_ptr<OpenFile>> FileStore::open_stored(const core::StoredFile& file) {
  const int descriptor = open_for_reading(blobs_.path_of(file.blob));
  if (descriptor < 0) return std::shared_ptr<OpenFile>();
  auto opened = std::make_shared<OpenFile>(descriptor, file.ref.facts, short_name(file.blob), workers_);
  if (opened->size() == file.ref.facts.bytes) return opened;
  log::warn("files", "{} is damaged on the disk", file.blob);
  return house_error("the file is damaged");
}

// Null if it must be made.
std::shared_ptr<OpenFile> FileStore::open_rendering(const core::StoredFile& file, const Box& box) {
  const int descriptor = open_for_reading(renderings_.path_of(file.blob, box));
  if (descriptor < 0) return nullptr;
  return std::make_shared<OpenFile>(descriptor, file.ref.facts, tag_of(file, box), workers_);
}

void FileStore::read(const core::FileRef& file, Done<std::string> done) {
  workers_.run<std::string>(std::move(done), [this, file] { return read_now(file); });
}

result<std::string> FileStore::read_now(const core::FileRef& file) {
  const Error gone{Fault::caller, false, "the file is not there any more"};
  const auto found = find(file.owner, file.name);
  if (!found) return found.error();
  if (!*found) return gone;
  const auto opened = open_stored(**found);
  if (!opened) return opened.error();
  if (!*opened) return gone;
  return (*opened)->read_now(0, (*opened)->size());
}

void FileStore::copy_of(std::string network, const core::FileRef& file, Done<std::string> done) {
  workers_.run<std::string>(std::move(done), [this, network = std::move(network), file]() -> result<std::string> {
    const auto found = find(file.owner, file.name);
    if (!found) return found.error();
    if (!*found) return std::string();
    const std::lock_guard locked(book_mutex_);
    return book_->copy_of(network, (*found)->blob);
  });
}

void FileStore::keep_copy(std::string network, const core::FileRef& file, std::string uri) {
  const auto done = [](const result<void>& kept) {
    if (!kept) log::warn("files", "what another network calls a file could not be kept: {}", kept.error().told);
  };
  workers_.run<void>(done, [this, network = std::move(network), file, uri = std::move(uri)]() -> result<void> {
    const auto found = find(file.owner, file.name);
    if (!found) return found.error();
    if (!*found) return {};
    const std::lock_guard locked(book_mutex_);
    return book_->keep_copy(network, (*found)->blob, uri);
  });
}

result<std::size_t> FileStore::sweep() {
  const Time now = wall_now();
  core::FileSweep rules{now - std::chrono::days(settings_.keep_unused_days), std::nullopt};
  if (settings_.keep_days > 0) rules.before = now - std::chrono::days(settings_.keep_days);
  const std::vector<std::string> all = blobs_.all();
  std::unordered_set<std::string> erased;
  const auto erase = [&](const std::string& blob) {
    blobs_.erase(blob);
    erased.insert(blob);
  };
  std::unique_lock locked(book_mutex_);
  const auto gone = book_->sweep(rules, erase);
  const auto strays = book_->erase_unknown(all, erase);
  locked.unlock();
  renderings_.erase(erased);
  if (!gone) return gone.error();
  if (!strays) return strays.error();
  return *gone;
}

result<std::size_t> FileStore::sweep_if_due() {
  const Tick now = std::chrono::steady_clock::now();
  if (swept_ == Tick{} || now - swept_ > sweep_every) {
    swept_ = now;
    return sweep();
  }
  std::unordered_set<std::string> erased;
  std::unique_lock locked(book_mutex_);
  auto gone = book_->erase_dead([&](const std::string& blob) {
    blobs_.erase(blob);
    erased.insert(blob);
  });
  locked.unlock();
  renderings_.erase(erased);
  return gone;
}

void FileStore::sweep_later() {
  sweep_.expires_after(look_every);
  sweep_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || workers_.stopping()) return;
    workers_.run<std::size_t>(
        [this](const result<std::size_t>& gone) {
          if (!gone && !workers_.stopping()) log::warn("files", "files could not be swept: {}", gone.error().told);
          if (gone && *gone > 0) log::info("files", "{} files went", *gone);
          if (!workers_.stopping()) sweep_later();
        },
        [this] { return sweep_if_due(); });
  });
}

}  // namespace gb::files
