#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "bridge/base/time.hpp"

namespace gb::gateway {

/// Something whose time may run out.
class Timed {
 public:
  virtual ~Timed() = default;

  /// Called when the deadline it was scheduled for has come. Returns the next one; Tick::max() for none.
  virtual Tick on_deadline(Tick now) = 0;

 private:
  friend class Deadlines;
  Tick watched_ = Tick::max();  ///< When `on_deadline` will be called next.
};

/// The deadlines of all connections and sessions, on one timer. A deadline that moves back costs nothing: it is looked
/// up when the old one comes. Holds at most one live item for each of them, and those whose deadline has moved forward
/// until their time.
class Deadlines {
 public:
  explicit Deadlines(const boost::asio::any_io_executor& loop);

  /// Makes sure that `on_deadline` is called at `when` or before, if `thing` is still there.
  void schedule(const std::shared_ptr<Timed>& thing, Tick when);

  void stop();

 private:
  struct Item {
    Tick when;
    std::weak_ptr<Timed> thing;
  };

  static bool later(const Item& a, const Item& b) { return a.when > b.when; }
  void push(const std::shared_ptr<Timed>& thing, Tick when);
  void arm();
  void due();

  boost::asio::steady_timer timer_;
  std::vector<Item> heap_;
  Tick armed_ = Tick::max();
  bool stopped_ = false;
};

}  // namespace gb::gateway
