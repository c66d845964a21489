#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bridge/gateway/status.hpp"

namespace gb::gateway {

struct AdminAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// What the admin listener answers. `host` is the Host header: names other than those of the loopback itself are
/// refused, so that a web page cannot read it through a name of its own that points here. Pure.
AdminAnswer admin_page(std::string_view method, std::string_view target, std::string_view host,
                       const std::function<Status()>& status);

/// The status as JSON.
std::string to_json(const Status& status);

}  // namespace gb::gateway
