#include "adapters/irc/wire/sasl.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <charconv>

#include "protocol/text/base64.hpp"

namespace gb::irc {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

constexpr std::size_t piece_size = 400;
constexpr int most_iterations = 1'000'000;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest hmac(std::string_view key, std::string_view text) {
  Digest out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(text), text.size(), out.data(), &size);
  return out;
}

Digest sha256(std::string_view text) {
  Digest out{};
  SHA256(bytes(text), text.size(), out.data());
  return out;
}

class Plain final : public SaslExchange {
 public:
  explicit Plain(const config::Sasl& settings) : settings_(settings) {}
  std::optional<std::string> answer(std::string_view) override {
    return settings_.account + '\0' + settings_.account + '\0' + settings_.password.reveal();
  }

 private:
  config::Sasl settings_;
};

class External final : public SaslExchange {
 public:
  std::optional<std::string> answer(std::string_view) override { return std::string(); }
};

class Scram final : public SaslExchange {
 public:
  Scram(const config::Sasl& settings, std::string nonce) : settings_(settings), nonce_(std::move(nonce)) {}

  std::optional<std::string> answer(std::string_view challenge) override {
    switch (step_++) {
      case 0:
        return "n,," + first_bare();
      case 1:
        return prove(challenge);
      case 2:
        return challenge == "v=" + text::encode_base64(view(server_signature_)) ? std::optional<std::string>("")
                                                                                : std::nullopt;
      default:
        return std::nullopt;
    }
  }

 private:
  // ',' and '=' are escaped in names (RFC 5802, section 5.1).
  std::string first_bare() const {
    std::string name;
    for (const char c : settings_.account) name += c == ',' ? "=2C" : c == '=' ? "=3D" : std::string(1, c);
    return "n=" + name + ",r=" + nonce_;
  }

  static std::optional<std::string_view> attribute(std::string_view message, char name) {
    while (!message.empty()) {
      const std::string_view part = message.substr(0, message.find(','));
      if (part.size() >= 2 && part[0] == name && part[1] == '=') return part.substr(2);
      message.remove_prefix(std::min(part.size() + 1, message.size()));
    }
    return std::nullopt;
  }

  std::optional<std::string> prove(std::string_view challenge) {
    const auto nonce = attribute(challenge, 'r');
    const auto salt64 = attribute(challenge, 's');
    const auto count = attribute(challenge, 'i');
    const auto salt = salt64 ? text::decode_base64(*salt64) : std::nullopt;
    int iterations = 0;
    if (count) std::from_chars(count->data(), count->data() + count->size(), iterations);
    if (!nonce || !nonce->starts_with(nonce_) || nonce->size() == nonce_.size() || !salt || iterations < 1 ||
        iterations > most_iterations)
      return std::nullopt;

    Digest salted{};
    const std::string& password = settings_.password.reveal();
    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(*salt), static_cast<int>(salt->size()),
                      iterations, EVP_sha256(), static_cast<int>(salted.size()), salted.data());
    const Digest client_key = hmac(view(salted), "Client Key");
    const std::string without_proof = "c=biws,r=" + std::string(*nonce);
    const std::string auth_message = first_bare() + "," + std::string(challenge) + "," + without_proof;
    const Digest signature = hmac(view(sha256(view(client_key))), auth_message);
    std::string proof;
    for (std::size_t n = 0; n < client_key.size(); ++n) proof += static_cast<char>(client_key.at(n) ^ signature.at(n));
    server_signature_ = hmac(view(hmac(view(salted), "Server Key")), auth_message);
    return without_proof + ",p=" + text::encode_base64(proof);
  }

  config::Sasl settings_;
  std::string nonce_;
  Digest server_signature_{};
  int step_ = 0;
};

}  // namespace

std::unique_ptr<SaslExchange> make_sasl(const config::Sasl& settings, std::string nonce) {
  if (settings.mechanism == "EXTERNAL") return std::make_unique<External>();
  if (settings.mechanism == "SCRAM-SHA-256") return std::make_unique<Scram>(settings, std::move(nonce));
  return std::make_unique<Plain>(settings);
}

std::vector<std::string> authenticate_pieces(std::string_view answer) {
  const std::string text = text::encode_base64(answer);
  std::vector<std::string> pieces;
  for (std::size_t n = 0; n < text.size(); n += piece_size) pieces.push_back(text.substr(n, piece_size));
  if (text.size() % piece_size == 0) pieces.emplace_back("+");
  return pieces;
}

}  // namespace gb::irc
