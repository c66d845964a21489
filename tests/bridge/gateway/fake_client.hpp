#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bridge/gateway/engine/session.hpp"

namespace gb::gateway::test {

/// An engine session that keeps what it was given, and reads it as a client would.
class FakeEngineSession final : public EngineSession {
 public:
  FakeEngineSession(SessionId id, engineio::Version version, Peer peer)
      : id_(id), version_(version), peer_(std::move(peer)) {}

  bool readable = true;  ///< False: the client does not read; nothing leaves.
  std::string closed;    ///< The reason, once it is closed.
  std::vector<std::string> texts;
  std::vector<SharedBroadcast> broadcasts;

  SessionId id() const override { return id_; }
  engineio::Version version() const override { return version_; }
  const Peer& peer() const override { return peer_; }
  void admit() override { peer_.bearer = peer_.token = ""; }
  void send_text(std::string_view message) override { texts.emplace_back(message); }
  void send_binary(std::string_view) override { throw std::logic_error("nothing binary goes to clients"); }
  bool writable() const override { return readable && closed.empty(); }
  void close(std::string_view reason) override { closed = reason; }

  void send_shared(SharedBroadcast broadcast) override {
    if (!writable()) throw std::logic_error("send_shared while not writable");
    texts.insert(texts.end(), broadcast->packets.begin(), broadcast->packets.end());
    broadcasts.push_back(std::move(broadcast));
  }

  /// Payloads of all packets of this name so far, which are taken out.
  std::vector<nlohmann::json> take(const std::string& packet) {
    std::vector<nlohmann::json> found;
    std::erase_if(texts, [&](const std::string& text) {
      if (!text.starts_with("2[\"" + packet + "\"")) return false;
      const auto event = nlohmann::json::parse(text.substr(1));
      found.push_back(event.size() > 1 ? event.at(1) : nlohmann::json());
      return true;
    });
    return found;
  }

  /// What the acknowledgement with this id carries; null if there is none or more than one. It is taken out.
  nlohmann::json take_ack(int id) {
    const std::string head = "3" + std::to_string(id) + "[";
    std::vector<nlohmann::json> found;
    std::erase_if(texts, [&](const std::string& text) {
      if (!text.starts_with(head)) return false;
      found.push_back(nlohmann::json::parse(text.substr(head.size() - 1)).at(0));
      return true;
    });
    return found.size() == 1 ? found.front() : nlohmann::json();
  }

 private:
  SessionId id_;
  engineio::Version version_;
  Peer peer_;
};

}  // namespace gb::gateway::test
