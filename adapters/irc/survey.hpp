#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "adapters/irc/wire/isupport.hpp"
#include "adapters/irc/wire/message.hpp"
#include "bridge/delivery/finding.hpp"
#include "config/model/room.hpp"

namespace gb::irc {

/// What a server tells of channels to somebody who is not in them and does not join: their modes (RFC 2812, section
/// 3.2.3), or that there is no such channel. A machine: messages in, messages out; no socket, no clock.
class Survey {
 public:
  struct Circumstances {
    bool tls = false;
    bool logged_in = false;  ///< To an account of the network's services.
  };

  /// `token` must be a word that no earlier PING had.
  Survey(std::vector<config::Room> rooms, Circumstances circumstances, std::string token);

  /// A question for each channel, and at last a PING: when that is answered, everything is.
  std::vector<Message> questions() const;

  void take(const Message& message);

  bool over() const { return over_; }

  /// One for each channel, in the order of the config. `nick`: ours, for the advice.
  delivery::Findings findings(const std::string& nick) const;

 private:
  struct Told {
    bool answered = false;
    std::string modes;  ///< Letters.
    bool missing = false;
    std::string refusal;  ///< In the server's own words.
  };

  Told* find(std::string_view channel);
  delivery::Finding judge(const config::Room& room, const Told& told, const std::string& nick) const;

  std::vector<config::Room> rooms_;
  Circumstances circumstances_;
  std::string token_;
  Isupport isupport_;
  std::vector<Told> told_;  ///< As rooms_.
  bool over_ = false;
};

}  // namespace gb::irc
