#include "config/load/section.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/load/quantity.hpp"

namespace gb::config {
namespace {

constexpr Duration most_duration = std::chrono::hours(24) * 3650;
constexpr std::int64_t most_foreign_id = (std::int64_t{1} << 53) - 1;

std::string resolved(const Report& report, const std::string& path) {
  const std::filesystem::path given(path);
  return given.is_absolute() ? path : (std::filesystem::path(report.folder) / given).string();
}

std::optional<std::string> contents(const std::string& path) {
  std::error_code fault;
  if (std::filesystem::is_directory(path, fault)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// A table of the library is sorted by name; people expect the order they wrote.
std::vector<std::pair<std::string, const toml::node*>> in_order_of_file(const toml::table& table) {
  std::vector<std::pair<std::string, const toml::node*>> items;
  std::vector<toml::source_index> lines;
  for (const auto& [name, value] : table) {
    const auto after = std::ranges::upper_bound(lines, name.source().begin.line);
    items.emplace(items.begin() + (after - lines.begin()), name.str(), &value);
    lines.insert(after, name.source().begin.line);
  }
  return items;
}

bool others_may_read(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

}  // namespace

Section::Section(const toml::table& table, std::string path, Report& report)
    : table_(table), path_(std::move(path)), report_(report) {}

void Report::add(const toml::node& where, std::string path, std::string message, std::string hint) {
  const auto begin = where.source().begin;
  problems.push_back({file, begin.line, begin.column, std::move(path), std::move(message), std::move(hint), false});
}

void Section::problem(const toml::node& where, const std::string& key, std::string message, std::string hint) {
  report_.add(where, path_of(key), std::move(message), std::move(hint));
}

void Section::problem_here(const std::string& key, std::string message, std::string hint) {
  const toml::node* found = table_.get(key);
  problem(found != nullptr ? *found : table_, key, std::move(message), std::move(hint));
}

const toml::node* Section::node(const char* key) {
  known_.emplace_back(key);
  return table_.get(key);
}

template <class T>
const toml::value<T>* Section::typed(const char* key, const char* wanted) {
  const toml::node* found = node(key);
  if (found == nullptr) return nullptr;
  const auto* value = found->as<T>();
  if (value == nullptr) problem(*found, key, fmt::format("must be {}", wanted));
  return value;
}

void Section::text(const char* key, std::string& out) {
  if (const auto* value = typed<std::string>(key, "a string in quotes")) out = value->get();
}

void Section::boolean(const char* key, bool& out) {
  if (const auto* value = typed<bool>(key, "true or false")) out = value->get();
}

void Section::duration(const char* key, Duration& out) {
  const auto* value = typed<std::string>(key, "a duration with a unit, like \"25 s\"");
  if (value == nullptr) return;
  const auto parsed = parse_duration(value->get());
  if (parsed && *parsed >= Duration(1) && *parsed <= most_duration)
    out = *parsed;
  else if (parsed)
    problem(*value, key, *parsed > most_duration ? "must be 3650 d (ten years) or less" : "must be 1 ms or more");
  else
    problem(*value, key, fmt::format("\"{}\" is not a duration", value->get()),
            "write a number and ms, s, min, h or d: \"25 s\"");
}

void Section::bytes(const char* key, Bytes& out) {
  const auto* value = typed<std::string>(key, "a size with a unit, like \"3 MiB\"");
  if (value == nullptr) return;
  if (const auto parsed = parse_bytes(value->get()))
    out = *parsed;
  else
    problem(*value, key, fmt::format("\"{}\" is not a size", value->get()),
            "write a number and B, KiB, MiB or GiB: \"3 MiB\"");
}

void Section::count(const char* key, std::uint32_t& out, std::uint32_t least) {
  const auto* value = typed<std::int64_t>(key, "a whole number");
  if (value == nullptr) return;
  if (value->get() < least || value->get() > 1'000'000'000)
    problem(*value, key, fmt::format("must be from {} to 1000000000", least));
  else
    out = static_cast<std::uint32_t>(value->get());
}

void Section::number(const char* key, double& out) {
  const toml::node* found = node(key);
  if (found == nullptr) return;
  const auto value = found->is_number() ? found->value<double>() : std::nullopt;
  if (!value || !(*value >= 0 && *value <= 1e9))  // so that NaN is neither
    problem(*found, key, "must be a number, 0 or more");
  else
    out = *value;
}

void Section::id(const char* key, std::optional<std::int64_t>& out, std::vector<Mention<std::int64_t>>& all) {
  const auto* value = typed<std::int64_t>(key, "a whole number");
  if (value == nullptr) return;
  if (value->get() < 1 || value->get() >= (std::int64_t{1} << 40))
    return problem(*value, key, "an id must be from 1 to 1099511627775");
  out = value->get();
  all.push_back({value, path_of(key), *out});
}

void Section::foreign_id(const char* key, std::int64_t& out) {
  const auto* value = typed<std::int64_t>(key, "a whole number");
  if (value == nullptr) return;
  if (value->get() == 0 || value->get() < -most_foreign_id || value->get() > most_foreign_id)
    return problem(*value, key, fmt::format("must be an id from 1 to {}", most_foreign_id));
  out = value->get();
}

void Section::texts(const char* key, std::vector<std::string>& out) {
  const toml::node* found = node(key);
  if (found == nullptr) return;
  const toml::array* list = found->as_array();
  if (list == nullptr ||
      !std::all_of(list->begin(), list->end(), [](const toml::node& item) { return item.is_string(); }))
    return problem(*found, key, "must be a list of strings", "write [\"one\", \"two\"]");
  out.clear();
  for (const toml::node& item : *list) out.push_back(item.as_string()->get());
}

void Section::file(const char* key, std::string& out) {
  const auto* value = typed<std::string>(key, "a file's path in quotes");
  if (value == nullptr || value->get().empty()) return;
  out = resolved(report_, value->get());
  std::error_code fault;
  if (!std::filesystem::exists(out, fault))
    problem(*value, key, fmt::format("there is no file {} that we can read", out));
}

void Section::secret(const char* key, Secret& out) {
  const std::string in_file = std::string(key) + "_file";
  const std::string in_env = std::string(key) + "_env";
  std::string inline_value;
  std::string path;
  std::string variable;
  text(key, inline_value);
  text(in_file.c_str(), path);
  text(in_env.c_str(), variable);
  if (int{has(key)} + int{has(in_file.c_str())} + int{has(in_env.c_str())} > 1)
    return problem_here(key, fmt::format("is given more than once; keep one of {0}, {0}_file and {0}_env", key));
  if (!path.empty()) {
    const auto value = contents(resolved(report_, path));
    if (!value) return problem_here(in_file, fmt::format("the file {} cannot be read", resolved(report_, path)));
    if (others_may_read(resolved(report_, path))) {
      problem_here(in_file, fmt::format("everybody on this machine may read {}", resolved(report_, path)),
                   "chmod 600 it");
      report_.problems.back().warning = true;
    }
    out = Secret(*value);
  } else if (!variable.empty()) {
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr) return problem_here(in_env, fmt::format("the environment has no variable {}", variable));
    out = Secret(value);
  } else {
    out = Secret(inline_value);
  }
}

void Section::table(const char* key, const std::function<void(Section&)>& read) {
  const toml::node* found = node(key);
  if (found == nullptr) return;
  if (!found->is_table()) return problem(*found, key, fmt::format("must be a table: [{}]", path_of(key)));
  Section inner(*found->as_table(), path_of(key), report_);
  read(inner);
  inner.finish();
}

void Section::tables(const char* key, const std::function<void(Section&, const std::string&)>& read) {
  const toml::node* found = node(key);
  if (found == nullptr) return;
  if (!found->is_table())
    return problem(*found, key, fmt::format("must be tables with names: [{}.NAME]", path_of(key)));
  for (const auto& [name, value] : in_order_of_file(*found->as_table())) {
    const std::string inner_key = std::string(key) + "." + name;
    if (!value->is_table()) {
      problem(*value, inner_key, fmt::format("must be a table: [{}]", path_of(inner_key)));
      continue;
    }
    Section inner(*value->as_table(), path_of(inner_key), report_);
    read(inner, name);
    inner.finish();
  }
}

void Section::rate(const char* key, Rate& out) {
  table(key, [&](Section& rate) {
    rate.number("burst", out.burst);
    rate.number("per_second", out.per_second);
    if (out.burst < 1) rate.problem_here("burst", "must be 1 or more: nothing could ever be sent");
  });
}

void Section::one_of(const char* key, std::string& out, std::span<const char* const> words) {
  text(key, out);
  if (!has(key) || std::ranges::any_of(words, [&](const char* word) { return out == word; })) return;
  problem_here(key, fmt::format("\"{}\" is none of {}", out, fmt::join(words, ", ")));
}

std::vector<std::string> Section::keys() const {
  std::vector<std::string> out;
  for (const auto& [key, value] : table_) out.emplace_back(key.str());
  return out;
}

void Section::finish() {
  for (const auto& [name, value] : table_) {
    const std::string key(name.str());
    if (std::ranges::find(known_, key) != known_.end()) continue;
    const std::string near = nearest(key, known_);
    const auto begin = name.source().begin;
    report_.problems.push_back(
        {report_.file, begin.line, begin.column, path_of(key), "unknown key",
         near.empty() ? fmt::format("known here: {}", fmt::join(known_, ", ")) : "did you mean \"" + near + "\"?",
         false});
  }
}

}  // namespace gb::config
