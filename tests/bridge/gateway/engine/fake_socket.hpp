#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "bridge/gateway/engine/socket.hpp"

namespace gb::gateway {

/// What became of a fake socket; outlives it.
struct Wire {
  std::string written;
  std::size_t writes = 0;
  bool takes_all = true;  ///< False: every write has to wait.
  bool paused = false;
  bool closed = false;
  Socket::OnRead on_read;
  Socket::OnWritten on_written;
  Socket::Parts parts;
  std::shared_ptr<const void> owner;

  void receive(std::string bytes) const {
    const Socket::OnRead call = on_read;
    call(bytes);
  }

  /// The bytes of a write that waits, read where they lie.
  std::string waiting() const {
    std::string all;
    for (const auto& part : parts) all.append(static_cast<const char*>(part.data()), part.size());
    return all;
  }
};

/// Like the real ones, it forgets its callers when it is closed, and keeps what it was given to write.
class FakeSocket final : public Socket {
 public:
  explicit FakeSocket(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  ~FakeSocket() override { FakeSocket::close(); }

  void start_reading(OnRead on_read) override { wire_->on_read = std::move(on_read); }
  void pause_reading() override { wire_->paused = true; }
  void resume_reading() override { wire_->paused = false; }

  bool write(const Parts& parts, std::shared_ptr<const void> owner, OnWritten on_written) override {
    ++wire_->writes;
    wire_->parts = parts;
    if (wire_->takes_all) {
      wire_->written += wire_->waiting();
      return true;
    }
    wire_->owner = std::move(owner);
    wire_->on_written = std::move(on_written);
    return false;
  }

  void close() override {
    wire_->closed = true;
    wire_->on_read = nullptr;
    wire_->on_written = nullptr;
  }

 private:
  std::shared_ptr<Wire> wire_;
};

}  // namespace gb::gateway
