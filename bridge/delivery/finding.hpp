#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gb::delivery {

/// One thing that was looked at from outside, without joining in, and what there is to say of it.
struct Finding {
  enum class Verdict : std::uint8_t {
    good,
    doubtful,  ///< May work; a person should know.
    wrong,     ///< Will not work as it is.
  };

  Verdict verdict = Verdict::good;
  std::string what;    ///< As the config names it: "irc.libera", "irc.libera/#community".
  std::string told;    ///< Without secrets.
  std::string remedy;  ///< What to do about it; empty where nothing is to be done.

  friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

inline Finding good(std::string what, std::string told) {
  return {Finding::Verdict::good, std::move(what), std::move(told), {}};
}

inline Finding doubtful(std::string what, std::string told, std::string remedy) {
  return {Finding::Verdict::doubtful, std::move(what), std::move(told), std::move(remedy)};
}

inline Finding wrong(std::string what, std::string told, std::string remedy) {
  return {Finding::Verdict::wrong, std::move(what), std::move(told), std::move(remedy)};
}

inline Findings only(Finding finding) {
  Findings findings;
  findings.push_back(std::move(finding));
  return findings;
}

}  // namespace gb::delivery
