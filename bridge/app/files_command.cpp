#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "bridge/app/commands.hpp"
#include "bridge/app/complain.hpp"
#include "bridge/app/read_config.hpp"
#include "bridge/files/file_store.hpp"
#include "bridge/store/file_book.hpp"

namespace gb::app {
ExitCode files_gc(const std::string& path) {
  const auto config = read_config(path);
  if (!config) return ExitCode::usage;
  auto book = store::SqliteFileBook::open(config->store.path);
  if (!book) return complain(book.error());
  boost::asio::io_context loop;
  const auto files =
      files::FileStore::open(config->files, config->gateway.public_url, std::move(*book), loop.get_executor());
  if (!files) return complain(files.error());
  const auto gone = (*files)->sweep();
  if (!gone) return complain(gone.error());
  std::cout << fmt::format("{} {} went.\n", *gone, *gone == 1 ? "file" : "files");
  return ExitCode::fine;
}

}  // namespace gb::app
