#pragma once

#include <boost/beast/http/fields.hpp>

namespace gb::net {

/// False: the body is coded in a way that nobody here takes apart ("gzip"), which is answered by 501 and the end of the
/// connection (RFC 9112, section 6.1); read as a request without a body, what follows would be taken for another one.
bool is_coding_known(const boost::beast::http::fields& head);

}  // namespace gb::net
