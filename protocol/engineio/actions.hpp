#pragma once

#include <string>

namespace gb::engineio {

// What the shell around a session has to do, on either side.
struct Deliver {  ///< A message for the layer above.
  bool binary;
  std::string data;
};
struct Closed {  ///< The session is over. An open socket is to be closed; no call may follow.
  std::string reason;
};

}  // namespace gb::engineio
