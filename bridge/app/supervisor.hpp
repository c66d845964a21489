#pragma once

#include <string_view>

namespace gb::app {

/// Tells the service manager that started us how we are: "READY=1", "STOPPING=1" (sd_notify(3)). Does nothing where
/// nobody wants to know.
void tell_supervisor(std::string_view state);

}  // namespace gb::app
