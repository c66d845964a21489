#pragma once

#include <curl/curl.h>

#include <array>
#include <functional>
#include <memory>

#include "bridge/net/http_client.hpp"

namespace gb::net {

/// One request and what has come of its answer so far: a libcurl easy handle and what it points at, so it stays where
/// it is while the handle works.
class HttpTransfer {
 public:
  using Finish = std::function<void(result<HttpAnswer>)>;

  /// `settings` must outlive it. Null handle: no memory.
  HttpTransfer(HttpRequest request, const HttpSettings& settings, Finish finish);

  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  CURL* handle() const { return easy_.get(); }

  /// Calls `finish` with what the end of the transfer means; once.
  void ended(CURLcode code);
  void failed(Error error);

 private:
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  void set_up(const HttpSettings& settings);
  void set_up_guard(const HttpSettings& settings);
  void set_up_body();
  Error error_of(CURLcode code) const;

  HttpRequest request_;
  HttpAnswer answer_;
  Finish finish_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  bool too_large_ = false;
};

}  // namespace gb::net
