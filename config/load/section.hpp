#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/load/problem.hpp"
#include "config/model/quantity.hpp"
#include "config/model/room.hpp"

namespace gb::config {

/// Something that has to fit the rest of the file, and where it stands.
template <class T>
struct Mention {
  const toml::node* where;
  std::string path;  ///< Of the key.
  T what;
};

/// Where problems go, and what has to be checked when the whole file is read.
struct Report {
  std::string file;
  std::string folder;  ///< Of the file: relative paths in it start here.
  std::vector<Problem> problems;
  std::vector<Mention<Room>> rooms;
  std::vector<Mention<std::int64_t>> guild_ids;
  std::vector<Mention<std::int64_t>> channel_ids;

  void add(const toml::node& where, std::string path, std::string message, std::string hint = {});
};

/// One table of the file while it is read. Each reader names a key, so that what no reader named is an unknown key,
/// said by `finish`. A key that is missing leaves the default as it is.
class Section {
 public:
  Section(const toml::table& table, std::string path, Report& report);

  void text(const char* key, std::string& out);
  void boolean(const char* key, bool& out);
  /// At least 1 ms: nothing of ours is without any. At most ten years, so that the clocks that it is added to do not
  /// overflow.
  void duration(const char* key, Duration& out);
  void bytes(const char* key, Bytes& out);
  void count(const char* key, std::uint32_t& out, std::uint32_t least = 0);
  void number(const char* key, double& out);
  /// An id that must be the only one of its kind: also mentioned in `all`.
  void id(const char* key, std::optional<std::int64_t>& out, std::vector<Mention<std::int64_t>>& all);
  /// An id that another server gave: any number that JavaScript counts exactly, but 0.
  void foreign_id(const char* key, std::int64_t& out);
  /// `{ burst = 5, per_second = 0.5 }`
  void rate(const char* key, Rate& out);
  /// A string that is one of `words`.
  void one_of(const char* key, std::string& out, std::span<const char* const> words);
  void texts(const char* key, std::vector<std::string>& out);
  void file(const char* key, std::string& out);

  /// `key`, `key_file` or `key_env`: one of them at most.
  void secret(const char* key, Secret& out);

  /// A sub-table, if there is one.
  void table(const char* key, const std::function<void(Section&)>& read);

  /// Every sub-table of `key`, with its name.
  void tables(const char* key, const std::function<void(Section&, const std::string&)>& read);

  /// The value itself, for a key with more than one form; named like the others. Null if missing.
  const toml::node* node(const char* key);

  /// For tables whose keys are names.
  std::vector<std::string> keys() const;

  bool has(const char* key) const { return table_.contains(key); }
  const std::string& path() const { return path_; }
  Report& report() { return report_; }

  void problem(const toml::node& where, const std::string& key, std::string message, std::string hint = {});

  /// At the key's own place, or at the table's where the key is missing.
  void problem_here(const std::string& key, std::string message, std::string hint = {});

  /// Reports the keys that nobody has asked for.
  void finish();

 private:
  template <class T>
  const toml::value<T>* typed(const char* key, const char* wanted);
  std::string path_of(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }

  const toml::table& table_;
  std::string path_;
  Report& report_;
  std::vector<std::string> known_;
};

}  // namespace gb::config
