#pragma once

namespace gb::app {

/// Allows as many open files (connections) as the system lets us, and makes writing to a closed pipe an error instead
/// of a signal.
void prepare_process();

}  // namespace gb::app
