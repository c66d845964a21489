#pragma once

namespace gb::app {

/// "0.1.0"
extern const char* const version;

/// The commit it was built from, with a '+' behind it where the sources had been changed; empty: nobody knows.
extern const char* const commit;

}  // namespace gb::app
