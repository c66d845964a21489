#include "bridge/net/spawn.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "bridge/base/log.hpp"

namespace gb::net {
namespace {

void report(const std::string& name, const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& fault) {
    if (fault.code() != boost::asio::error::operation_aborted) log::error(name, "ended by an error: {}", fault.what());
  } catch (const std::exception& fault) {
    log::error(name, "ended by an error: {}", fault.what());
  }
}

}  // namespace

void spawn(const boost::asio::any_io_executor& loop, std::string name, boost::asio::awaitable<void> task,
           std::function<void()> finished) {
  boost::asio::co_spawn(loop, std::move(task),
                        [name = std::move(name), finished = std::move(finished)](const std::exception_ptr& failure) {
                          report(name, failure);
                          if (finished) finished();
                        });
}

}  // namespace gb::net
