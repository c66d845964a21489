#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>

namespace gb::setup {

/// One thing that is to be known.
struct Question {
  const char* flag;                                        ///< "--listen": how to answer it on the command line.
  std::string words;                                       ///< What is asked.
  std::string usual;                                       ///< The answer of who just presses Enter, or is not asked.
  std::function<std::string(const std::string&)> wrong{};  ///< What is wrong with an answer; empty: nothing.
};

/// Answers from the command line or, where there is none, from a person, or else the usual ones. After the first fault
/// all answers are the usual ones, so that whoever asks need not look after each.
class Questions {
 public:
  using Echo = std::function<void(bool on)>;

  /// Without `person` nobody is asked. `echo` makes what is typed visible, or not.
  struct Person {
    std::istream& in;
    std::ostream& out;
    Echo echo{};
  };
  explicit Questions(std::optional<Person> person) : person_(std::move(person)) {}

  std::string text(const Question& question, const std::optional<std::string>& given);

  /// `given` false: not said.
  bool yes(const Question& question, bool usual, std::optional<bool> given);

  /// Not shown while it is typed. Empty is an answer.
  std::string secret(const Question& question, const std::optional<std::string>& given);

  /// Words between the questions.
  void say(const std::string& words);

  /// The answers do not fit together.
  void refuse(std::string why) { fault_ = std::move(why); }

  /// What cannot be gone on with; empty: nothing.
  const std::string& fault() const { return fault_; }

 private:
  std::optional<std::string> read(const std::string& prompt);
  bool fits(const Question& question, const std::string& answer);

  std::optional<Person> person_;
  std::string fault_;
};

}  // namespace gb::setup
