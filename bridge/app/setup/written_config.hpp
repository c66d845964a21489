#pragma once

#include <string>
#include <vector>

#include "bridge/app/setup/wishes.hpp"

namespace gb::setup {

/// A file beside the config that holds nothing but a secret.
struct SecretFile {
  std::string name;
  config::Secret content;
};

struct Written {
  std::string toml;
  std::vector<SecretFile> secrets;  ///< All that the text names.
};

/// The least configuration that is what somebody wants, with a word on each key. No secret is in its text. Pure.
Written write_config(const Wishes& wishes);

}  // namespace gb::setup
