#include "protocol/text/timestamp.hpp"

#include <array>
#include <cstdio>

namespace gb::text {
namespace {

using namespace std::chrono;

// Reads fixed-width numbers off the front; remembers whether all went well.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t n = 0; n < digits; ++n) value = value * 10 + digit();
    return value;
  }

  int digit() {
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
      good_ = false;
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  char one_of(std::string_view wanted) {
    if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) {
      good_ = false;
      return '\0';
    }
    const char found = rest_.front();
    rest_.remove_prefix(1);
    return found;
  }

  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool at(char c) const { return rest_.starts_with(c); }
  bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

milliseconds fraction(Scanner& scan) {
  if (!scan.at('.')) return milliseconds{0};
  scan.one_of(".");
  int value = scan.digit() * 100;
  if (scan.at_digit()) value += scan.digit() * 10;
  if (scan.at_digit()) value += scan.digit();
  while (scan.at_digit()) scan.digit();
  return milliseconds{value};
}

constexpr int no_offset = 24 * 60;

minutes offset(Scanner& scan) {
  const char sign = scan.one_of("Zz+-");
  if (sign != '+' && sign != '-') return minutes{0};
  const int hour = scan.number(2);
  scan.one_of(":");
  const int minute = scan.number(2);
  const minutes size{hour > 23 || minute > 59 ? no_offset : hour * 60 + minute};
  return sign == '-' ? -size : size;
}

}  // namespace

std::string format_timestamp(Milliseconds time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  std::array<char, 48> out{};
  const int length =
      std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {out.data(), static_cast<std::size_t>(length)};
}

std::optional<Milliseconds> parse_timestamp(std::string_view text) {
  Scanner scan(text);
  const year y{scan.number(4)};
  scan.one_of("-");
  const month m{static_cast<unsigned>(scan.number(2))};
  scan.one_of("-");
  const day d{static_cast<unsigned>(scan.number(2))};
  scan.one_of("Tt ");
  const int hour = scan.number(2);
  scan.one_of(":");
  const int minute = scan.number(2);
  scan.one_of(":");
  const int second = scan.number(2);
  const milliseconds part = fraction(scan);
  const minutes east = offset(scan);
  const year_month_day date{y, m, d};
  if (!scan.done() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  if (east >= minutes{no_offset} || east <= -minutes{no_offset}) return std::nullopt;
  const auto time = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + part - east;
  // What four digits of a year cannot say in UTC could not be written again.
  const year in_utc = year_month_day{floor<days>(time)}.year();
  return in_utc >= year{0} && in_utc <= year{9999} ? std::optional(time) : std::nullopt;
}

}  // namespace gb::text
