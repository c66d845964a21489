#include "bridge/net/transfer_coding.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace gb::net {

bool is_coding_known(const boost::beast::http::fields& head) {
  const auto [first, last] = head.equal_range(boost::beast::http::field::transfer_encoding);
  return std::all_of(first, last, [](const auto& field) {
    return boost::beast::iequals(field.value(), "chunked") || boost::beast::iequals(field.value(), "identity");
  });
}

}  // namespace gb::net
