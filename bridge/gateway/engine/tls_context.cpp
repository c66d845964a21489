#include "bridge/gateway/engine/tls_context.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "bridge/base/log.hpp"

namespace gb::gateway {

TlsContext::TlsContext(std::string certificate, std::string key)
    : certificate_(std::move(certificate)), key_(std::move(key)) {}

result<void> TlsContext::load() try {
  namespace ssl = boost::asio::ssl;
  loaded_ = changed();
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                       ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  context->use_certificate_chain_file(certificate_);
  context->use_private_key_file(key_, ssl::context::pem);
  context_ = std::move(context);
  return {};
} catch (const std::exception& failure) {
  return Error{Fault::caller, false,
               fmt::format("the certificate {} and its key {} cannot be used: {}", certificate_, key_, failure.what())};
}

std::shared_ptr<boost::asio::ssl::context> TlsContext::current() {
  if (changed() == loaded_) return context_;
  if (auto done = load(); !done)
    log::error("gateway", "{}; the old certificate stays in use", done.error().told);
  else
    log::info("gateway", "the certificate {} has changed and was read again", certificate_);
  return context_;
}

std::filesystem::file_time_type TlsContext::changed() const {
  std::error_code ignored;
  return std::max(std::filesystem::last_write_time(certificate_, ignored),
                  std::filesystem::last_write_time(key_, ignored));
}

}  // namespace gb::gateway
