#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/irc/wire/message.hpp"
#include "adapters/irc/wire/sasl.hpp"
#include "config/model/irc.hpp"

namespace gb::irc {

/// From the connected socket to being registered: PASS, CAP, SASL, NICK and USER (IRCv3 capability negotiation 302; RFC
/// 2812, section 3.1). A machine: lines in, lines out.
class Registration {
 public:
  enum class Outcome {
    going_on,
    registered,  ///< `nick` is ours.
    failed,      ///< `reason` says why; trying again may help.
    refused,     ///< `reason` says why; trying again soon will not help (banned, wrong password).
  };

  /// `settings` must outlive the machine. `sasl_nonce` must be random.
  Registration(const config::Irc& settings, std::string sasl_nonce);

  /// The first lines.
  std::vector<std::string> start();

  /// Takes a line that came and gives what to send.
  std::vector<std::string> take(const Message& message);

  Outcome outcome() const { return outcome_; }
  const std::string& reason() const { return reason_; }
  const std::string& nick() const { return nick_; }

  /// Why we have another nick than the config's, in the server's words; empty: we have that one, or it is only taken.
  const std::string& nick_refusal() const { return nick_refusal_; }

  bool has(const std::string& capability) const { return enabled_.contains(capability); }

  /// What the server says of a capability ("sasl=PLAIN,EXTERNAL"); empty: nothing.
  std::string value_of(const std::string& capability) const;

  /// Capabilities that come and go after registration (cap-notify).
  std::vector<std::string> take_cap(const Message& message);

 private:
  std::vector<std::string> offered(const Message& message);
  std::vector<std::string> begin_sasl();
  std::vector<std::string> challenge(const Message& message);
  std::vector<std::string> nick_taken(const Message& message);
  std::vector<std::string> end_cap();
  void end(Outcome outcome, std::string reason);
  bool wants(const std::string& capability) const;

  const config::Irc& settings_;
  std::string sasl_nonce_;
  std::string nick_;
  std::set<std::string> offered_;
  std::map<std::string, std::string> values_;
  std::set<std::string> enabled_;
  std::unique_ptr<SaslExchange> sasl_;
  std::string challenge_;  ///< Pieces of a long one.
  std::string reason_;
  std::string nick_refusal_;
  int nick_tries_ = 0;
  bool cap_open_ = true;
  Outcome outcome_ = Outcome::going_on;
};

}  // namespace gb::irc
