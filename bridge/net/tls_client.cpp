#include "bridge/net/tls_client.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <memory>
#include <string_view>

namespace gb::net {
namespace {

namespace ssl = boost::asio::ssl;

std::string normal(std::string_view fingerprint) {
  std::string out;
  for (const char c : fingerprint)
    if (c != ':' && c != ' ') out += static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
  return out;
}

std::string fingerprint_of(const X509* certificate) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string out;
  for (unsigned int n = 0; n < size; ++n) {
    out += digits[digest.at(n) >> 4U];
    out += digits[digest.at(n) & 0x0FU];
  }
  return out;
}

bool is_address(const std::string& host) {
  boost::system::error_code fault;
  boost::asio::ip::make_address(host, fault);
  return !fault;
}

}  // namespace

ssl::context make_client_context(const StreamTarget& target) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  if (!target.ca_file.empty())
    context.load_verify_file(target.ca_file);
  else if (target.fingerprints.empty())
    context.set_default_verify_paths();
  if (!target.certificate.empty()) {
    context.use_certificate_chain_file(target.certificate);
    context.use_private_key_file(target.key.empty() ? target.certificate : target.key, ssl::context::pem);
  }
  return context;
}

void prepare_verification(TlsSocket& socket, const StreamTarget& target) {
  // SNI carries names only (RFC 6066, section 3).
  if (!is_address(target.host)) SSL_set_tlsext_host_name(socket.native_handle(), target.host.c_str());
  if (target.fingerprints.empty()) {
    socket.set_verify_mode(ssl::verify_peer);
    socket.set_verify_callback(ssl::host_name_verification(target.host));
  } else {
    socket.set_verify_mode(ssl::verify_none);  // fits_pins decides.
  }
}

bool fits_pins(TlsSocket& socket, const StreamTarget& target) {
  if (target.fingerprints.empty()) return true;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(socket.native_handle()),
                                                                &X509_free);
  if (!certificate) return false;
  const std::string seen = fingerprint_of(certificate.get());
  return !seen.empty() &&
         std::ranges::any_of(target.fingerprints, [&](const std::string& pin) { return normal(pin) == seen; });
}

}  // namespace gb::net
