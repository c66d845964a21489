#include "bridge/files/kept_files.hpp"

#include <utility>

#include "bridge/base/log.hpp"
#include "bridge/files/names.hpp"

namespace gb::files {

KeptFiles::KeptFiles(Blobs blobs, std::unique_ptr<core::FileBook> book, core::FileQuota quota, Workers& workers)
    : blobs_(std::move(blobs)), book_(std::move(book)), quota_(quota), workers_(workers) {}

result<core::FileRef> KeptFiles::add_picture(UserId owner, const Judged& picture, std::string title) {
  core::FileFacts facts = picture.facts;
  facts.title = std::move(title);
  return add(owner, short_name(hash_of(picture.bytes)) + picture.extension, std::move(facts), picture.bytes);
}

result<core::FileRef> KeptFiles::add_other(UserId owner, core::FileFacts facts, const std::string& bytes) {
  std::string name = short_name(hash_of(bytes)) + extension_of(facts.title);
  return add(owner, std::move(name), std::move(facts), bytes);
}

result<core::FileRef> KeptFiles::add_text(Seq entry, UserId owner, const std::string& text) {
  {
    const std::lock_guard locked(mutex_);
    auto known = book_->text_of(entry);
    if (!known) return known.error();
    if (*known) return (*known)->ref;
  }
  core::FileFacts facts;
  facts.type = "text/plain; charset=utf-8";
  facts.bytes = text.size();
  return add(owner, random_name() + ".txt", std::move(facts), text, entry);
}

result<core::FileRef> KeptFiles::add(UserId owner, std::string name, core::FileFacts facts, const std::string& bytes,
                                     std::optional<Seq> holder) {
  const core::StoredFile file{
      {owner, std::move(name), std::nullopt, std::nullopt, std::move(facts)}, hash_of(bytes), wall_now()};
  // The disk takes its time, which is not spent with the list locked: the ledger writes in the same database.
  blobs_.place(file.blob, bytes);
  const std::lock_guard locked(mutex_);
  auto added = book_->add(file, quota_, holder, [&] { blobs_.place(file.blob, bytes); });
  if (!added) {
    erase_if_unknown(file.blob);
    return added.error();
  }
  return file.ref;
}

// With the mutex: of a file that was not taken nothing is left.
void KeptFiles::erase_if_unknown(const std::string& blob) {
  const std::vector<std::string> alone(1, blob);
  const auto erased = book_->erase_unknown(alone, [this](const std::string& unknown) { blobs_.erase(unknown); });
  if (!erased) log::warn("files", "a file that was not kept could not be erased: {}", erased.error().told);
}

result<std::vector<core::FileRef>> KeptFiles::attach(const std::vector<core::FileRef>& files, UserId who,
                                                     ChannelId channel) {
  std::vector<core::FileRef> known;
  const std::lock_guard locked(mutex_);
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

result<void> KeptFiles::show_icon(GuildId guild, const std::optional<core::FileRef>& icon) {
  const std::lock_guard locked(mutex_);
  return book_->show_icon(guild, icon);
}

result<std::optional<core::StoredFile>> KeptFiles::find(UserId owner, const std::string& name) {
  return book_->find(owner, name);
}

result<std::shared_ptr<OpenFile>> KeptFiles::open(const core::StoredFile& file) {
  const int descriptor = open_for_reading(blobs_.path_of(file.blob));
  if (descriptor < 0) return std::shared_ptr<OpenFile>();
  auto opened = std::make_shared<OpenFile>(descriptor, file.ref.facts, short_name(file.blob), workers_);
  if (opened->size() == file.ref.facts.bytes) return opened;
  log::warn("files", "{} is damaged on the disk", file.blob);
  return Error{Fault::house, true, "the file is damaged"};
}

result<std::string> KeptFiles::read(const core::FileRef& file) {
  const Error gone{Fault::caller, false, "the file is not there any more"};
  const auto found = find(file.owner, file.name);
  if (!found) return found.error();
  if (!*found) return gone;
  const auto opened = open(**found);
  if (!opened) return opened.error();
  if (!*opened) return gone;
  return (*opened)->read_now(0, (*opened)->size());
}

result<std::string> KeptFiles::copy_of(const std::string& network, const core::FileRef& file) {
  const auto found = find(file.owner, file.name);
  if (!found) return found.error();
  if (!*found) return std::string();
  const std::lock_guard locked(mutex_);
  return book_->copy_of(network, (*found)->blob);
}

result<void> KeptFiles::keep_copy(const std::string& network, const core::FileRef& file, const std::string& uri) {
  const auto found = find(file.owner, file.name);
  if (!found) return found.error();
  if (!*found) return {};
  const std::lock_guard locked(mutex_);
  return book_->keep_copy(network, (*found)->blob, uri);
}

core::FileBook::Erase KeptFiles::erase_and_tell(const Erased& erased) const {
  return [this, &erased](const std::string& blob) {
    blobs_.erase(blob);
    erased(blob);
  };
}

result<std::size_t> KeptFiles::sweep(const core::FileSweep& rules, const Erased& erased) {
  const std::vector<std::string> all = blobs_.all();
  const auto erase = erase_and_tell(erased);
  const std::lock_guard locked(mutex_);
  const auto gone = book_->sweep(rules, erase);
  const auto strays = book_->erase_unknown(all, erase);
  if (!gone) return gone.error();
  if (!strays) return strays.error();
  return *gone;
}

result<std::size_t> KeptFiles::erase_dead(const Erased& erased) {
  const std::lock_guard locked(mutex_);
  return book_->erase_dead(erase_and_tell(erased));
}

}  // namespace gb::files
