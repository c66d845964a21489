#include "adapters/irc/probe.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "adapters/irc/connection.hpp"
#include "adapters/irc/random_text.hpp"
#include "adapters/irc/sts.hpp"
#include "adapters/irc/survey.hpp"
#include "adapters/irc/target.hpp"
#include "adapters/irc/wire/registration.hpp"
#include "bridge/net/deadline.hpp"

namespace gb::irc {
namespace {

using boost::asio::awaitable;
using delivery::doubtful;
using delivery::good;
using delivery::wrong;

constexpr std::size_t nonce_length = 24;
constexpr std::chrono::seconds answers_in{20};
constexpr std::chrono::seconds closes_in{3};

/// One connection. Lives on the event loop, in the coroutine that makes it.
class Visit {
 public:
  Visit(boost::asio::any_io_executor loop, const config::Irc& settings, const std::vector<config::Room>& rooms,
        net::StreamTarget where)
      : loop_(std::move(loop)),
        settings_(settings),
        rooms_(rooms),
        where_(std::move(where)),
        name_("irc." + settings.name),
        random_(seeded()),
        registration_(settings, random_text(random_, nonce_length)) {}

  /// Nothing, where the server wants TLS on another port.
  awaitable<std::optional<std::uint16_t>> make();

  delivery::Findings findings() const;

 private:
  void take(const Message& message);
  void begin_survey();
  void say_goodbye();
  std::chrono::milliseconds time_limit() const;
  delivery::Finding of_network() const;
  delivery::Finding not_reached() const;
  delivery::Finding not_registered() const;
  std::string address() const {
    return fmt::format("{} port {}{}", where_.host, where_.port, where_.tls ? " with TLS" : " without TLS");
  }

  boost::asio::any_io_executor loop_;
  const config::Irc& settings_;
  const std::vector<config::Room>& rooms_;
  net::StreamTarget where_;
  std::string name_;
  std::mt19937_64 random_;
  Registration registration_;
  std::shared_ptr<Connection> connection_;
  std::optional<Survey> survey_;
  std::optional<net::Deadline> goodbye_;
  std::optional<std::uint16_t> secure_port_;
  std::string end_;  ///< Why the connection ended, or there was none.
};

awaitable<std::optional<std::uint16_t>> Visit::make() {
  auto stream = co_await net::connect(loop_, where_);
  if (!stream) {
    end_ = stream.error().told;
    co_return std::nullopt;
  }
  connection_ = std::make_shared<Connection>(loop_, settings_, std::move(*stream));
  for (std::string& line : registration_.start()) connection_->send(Priority::urgent, std::move(line));
  const net::Deadline limit(loop_, time_limit(),
                            [connection = connection_] { connection->close("it takes too long"); });
  end_ = co_await connection_->run([this](const Message& message) { take(message); }, [] { return false; });
  co_return secure_port_;
}

// The pace of the settings holds here as well.
std::chrono::milliseconds Visit::time_limit() const {
  const double per_second = settings_.pace.per_second;
  const double asking = per_second > 0 ? static_cast<double>(rooms_.size()) / per_second : 0;
  return 2 * settings_.connect_timeout + answers_in +
         std::chrono::milliseconds(static_cast<std::int64_t>(1000 * asking));
}

void Visit::take(const Message& message) {
  const auto offer = message.verb == "CAP" && !where_.tls ? sts_offer(message) : std::nullopt;
  if (offer && offer->port) {
    secure_port_ = offer->port;
    return connection_->close("the server asks for TLS");
  }
  if (goodbye_) return;
  if (survey_) {
    survey_->take(message);
    if (!survey_->over()) return;
    return say_goodbye();
  }
  for (std::string& line : registration_.take(message)) connection_->send(Priority::urgent, std::move(line));
  if (registration_.outcome() == Registration::Outcome::registered)
    begin_survey();
  else if (registration_.outcome() != Registration::Outcome::going_on)
    connection_->close_after_writing(registration_.reason());
}

// The server closes: then the nick is free again, for a bridge that is started now.
void Visit::say_goodbye() {
  connection_->send(Priority::urgent, "QUIT :looked around");
  goodbye_.emplace(loop_, closes_in, [connection = connection_] { connection->close("done"); });
}

void Visit::begin_survey() {
  const bool logged_in = !settings_.sasl.mechanism.empty() || !settings_.nickserv_password.empty();
  survey_.emplace(rooms_, Survey::Circumstances{where_.tls, logged_in}, random_text(random_, nonce_length));
  for (const Message& question : survey_->questions()) connection_->send(Priority::enquiry, format(question));
}

delivery::Findings Visit::findings() const {
  delivery::Findings out = delivery::only(of_network());
  if (!survey_) return out;
  for (delivery::Finding& one : survey_->findings(settings_.nick)) out.push_back(std::move(one));
  return out;
}

delivery::Finding Visit::of_network() const {
  if (!connection_) return not_reached();
  if (registration_.outcome() != Registration::Outcome::registered) return not_registered();
  const std::string login =
      settings_.sasl.mechanism.empty() ? std::string() : fmt::format(", logged in with {}", settings_.sasl.mechanism);
  const std::string told = fmt::format("{}, as {}{}", address(), registration_.nick(), login);
  if (!survey_->over())
    return wrong(name_, fmt::format("{}; then the connection was lost: {}", told, end_), "ask again");
  if (!registration_.nick_refusal().empty())
    return doubtful(name_,
                    fmt::format("{}: it does not take {}: {}", told, settings_.nick, registration_.nick_refusal()),
                    "choose another nick, or be content with that one");
  if (registration_.nick() != settings_.nick)
    return doubtful(name_, fmt::format("{}: {} is taken", told, settings_.nick),
                    "all is well if that is this bridge, running; else choose another nick");
  if (!settings_.nickserv_password.empty() && settings_.sasl.mechanism.empty())
    return doubtful(name_, told, "whether NickServ takes the password shows when the bridge runs");
  return good(name_, told);
}

delivery::Finding Visit::not_reached() const {
  const bool tls = end_.find("TLS") != std::string::npos;
  if (tls && end_.find("certificate") != std::string::npos)
    return wrong(name_, end_,
                 "if the server's certificate is its own make, name it in tls_ca_file or pin it with tls_fingerprints");
  if (tls) return wrong(name_, end_, "check that this port is the one for TLS; servers without TLS need tls = false");
  return wrong(name_, end_, "check the key server: its name and port, and that this machine may go there");
}

delivery::Finding Visit::not_registered() const {
  const std::string& reason = registration_.reason().empty() ? end_ : registration_.reason();
  const std::string told = fmt::format("{}: {}", address(), reason);
  if (reason.find("SASL") != std::string::npos)
    return wrong(name_, told, "check sasl: mechanism, account and password");
  if (registration_.outcome() == Registration::Outcome::refused)
    return wrong(name_, told, "check password, if the server wants one, and whether it has banned this machine");
  return wrong(name_, told,
               "if it stays so, ask those who run the server; without TLS, check that the port is not one for TLS");
}

}  // namespace

awaitable<delivery::Findings> probe(boost::asio::any_io_executor loop, config::Irc settings,
                                    std::vector<config::Room> rooms) {
  net::StreamTarget where = target_of(settings);
  Visit visit(loop, settings, rooms, where);
  const auto secure_port = co_await visit.make();
  if (!secure_port) co_return visit.findings();
  where.tls = true;
  where.port = *secure_port;
  Visit secure(loop, settings, rooms, where);
  co_await secure.make();
  delivery::Findings findings = secure.findings();
  findings.push_back(doubtful("irc." + settings.name, "the server asks for TLS, so the bridge will use it",
                              fmt::format("write server = \"{}:{}\" and tls = true", where.host, where.port)));
  co_return findings;
}

}  // namespace gb::irc
