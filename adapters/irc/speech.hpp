#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/irc/wire/message.hpp"
#include "bridge/base/time.hpp"
#include "bridge/core/event.hpp"

/// What a PRIVMSG or NOTICE says. Pure.
namespace gb::irc {

struct Speech {
  enum class Kind {
    nothing,  ///< Empty, a broken CTCP, or an answer to one.
    said,     ///< `message` is what people are shown.
    query,    ///< A CTCP query: `query` is what was asked, with its arguments.
  };

  Kind kind = Kind::nothing;
  core::Message message;
  std::string query;
};

/// Reads the text of a PRIVMSG, or of a NOTICE; bytes that are not UTF-8 in the fallback encoding.
Speech read_speech(bool notice, std::string_view text, std::string_view fallback_encoding);

/// The answer to a CTCP query as the text of a NOTICE; empty where none is given.
std::string answer_query(std::string_view query);

/// True for servers and network services: whoever may never be answered.
bool is_service(std::string_view source);

/// When it was said: the server's time if it is close to ours, else `now` (a server clock that is wrong helps nobody).
Time said_at(const Message& message, Time now);

}  // namespace gb::irc
