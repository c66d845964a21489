#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "bridge/base/result.hpp"

namespace gb::gateway {

/// The certificate and key of the gateway's own TLS, read again when the files change. A broken new pair is logged and
/// the old one kept.
class TlsContext {
 public:
  TlsContext(std::string certificate, std::string key);

  result<void> load();

  /// The context for a new connection. Looks at the files.
  std::shared_ptr<boost::asio::ssl::context> current();

 private:
  std::filesystem::file_time_type changed() const;

  std::string certificate_;
  std::string key_;
  std::filesystem::file_time_type loaded_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace gb::gateway
