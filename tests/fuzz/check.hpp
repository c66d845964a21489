#pragma once

#include <cstdlib>

/// Ends the run where a promise is broken, whatever the build type.
inline void check(bool kept) {
  if (!kept) std::abort();
}
