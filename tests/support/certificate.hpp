#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace gb::test {

/// A self-signed certificate for some host names, and its key, as PEM files that go with it.
class Certificate {
 public:
  /// `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1".
  explicit Certificate(const std::string& names) : folder_(make_folder()) {
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const Cert certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    const std::array<unsigned char, 5> common{'t', 'e', 's', 't', 0};
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common.data(), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate.get(), NID_subject_alt_name, names);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    write(certificate_file(), [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
    write(key_file(),
          [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    fingerprint_ = hash(certificate.get());
  }

  ~Certificate() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  std::string certificate_file() const { return folder_ / "certificate.pem"; }
  std::string key_file() const { return folder_ / "key.pem"; }

  /// SHA-256, upper-case hex with colons.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Cert = std::unique_ptr<X509, decltype(&X509_free)>;

  static std::filesystem::path make_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gb-cert-XXXXXX").string();
    return mkdtemp(name.data());
  }

  static void extend(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  template <class Write>
  static void write(const std::string& name, Write put) {
    FILE* file = std::fopen(name.c_str(), "w");
    put(file);
    std::fclose(file);
  }

  static std::string hash(X509* certificate) {
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    std::string out;
    for (const unsigned char byte : digest) {
      std::array<char, 4> text{};
      std::snprintf(text.data(), text.size(), "%02X:", byte);
      out += text.data();
    }
    out.pop_back();
    return out;
  }

  std::filesystem::path folder_;
  std::string fingerprint_;
};

}  // namespace gb::test
