#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <utility>

#include "bridge/base/result.hpp"

namespace gb::files {

/// What work completes with that is not done because the server is stopping.
Error stopped();

/// The threads that files are worked on with, and the way from the event loop to them and back. Called on the loop.
///
/// 1. Nothing here blocks but `stop`.
/// 2. A completion comes on the loop, never from within the call; the loop does not end before.
/// 3. What work throws is logged and becomes its error.
/// 4. How much waits is for the callers to bound: see `Lane`.
///
/// Who has the workers calls `stop` before anything goes that work or completions use. Strands go before the workers.
class Workers {
 public:
  /// Work given to the same strand is done one after another, in the order of the calls.
  using Strand = boost::asio::strand<boost::asio::thread_pool::executor_type>;

  explicit Workers(boost::asio::any_io_executor loop);

  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  Strand make_strand() { return Strand(pool_.get_executor()); }

  /// `work()` gives a `T` or a `result<T>`. Beside other work, in no order.
  template <class T, class Work>
  void run(Done<T> done, Work work) {
    run_on<T>(pool_.get_executor(), std::move(done), std::move(work));
  }

  template <class T, class Work>
  void run(const Strand& strand, Done<T> done, Work work) {
    run_on<T>(strand, std::move(done), std::move(work));
  }

  /// Completes with a failure without any work.
  template <class T>
  void refuse(Done<T> done, Error error) {
    boost::asio::post(loop_, [done = std::move(done), error = std::move(error)] { done(error); });
  }

  /// Ends with errors what has not begun, and waits for the rest. Blocking; once more does nothing.
  void stop();

  /// Asked by work that takes long, which ends early then. Safe from any thread.
  bool stopping() const { return stopping_; }

  const boost::asio::any_io_executor& loop() const { return loop_; }

 private:
  template <class T, class Work>
  void run_on(const boost::asio::any_io_executor& where, Done<T> done, Work work) {
    auto guard = boost::asio::make_work_guard(loop_);
    boost::asio::post(where, [this, guard, done = std::move(done), work = std::move(work)]() mutable {
      step_back();
      result<T> outcome = stopped();
      if (!stopping_) try {
          outcome = work();
        } catch (const std::exception& failure) {
          outcome = thrown(failure);
        }
      boost::asio::post(loop_,
                        [done = std::move(done), outcome = std::move(outcome)]() mutable { done(std::move(outcome)); });
    });
  }

  static void step_back();
  static Error thrown(const std::exception& failure);

  boost::asio::any_io_executor loop_;
  std::atomic<bool> stopping_ = false;
  boost::asio::thread_pool pool_;
};

}  // namespace gb::files
