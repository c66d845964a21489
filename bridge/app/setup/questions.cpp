#include "bridge/app/setup/questions.hpp"

#include <iostream>
#include <utility>

namespace gb::setup {

void Questions::say(const std::string& words) {
  if (person_ && fault_.empty()) person_->out << words << '\n';
}

// Nothing where the input has ended.
std::optional<std::string> Questions::read(const std::string& prompt) {
  person_->out << prompt << std::flush;
  std::string line;
  if (!std::getline(person_->in, line)) {
    person_->out << '\n';
    fault_ = "the answers ended before the questions did; nothing is written";
    return std::nullopt;
  }
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
  line.erase(0, line.find_first_not_of(' '));
  return line;
}

bool Questions::fits(const Question& question, const std::string& answer) {
  const std::string wrong = question.wrong ? question.wrong(answer) : std::string();
  if (wrong.empty()) return true;
  if (!person_) {
    fault_ = std::string(question.flag) + ": " + wrong;
    return false;
  }
  person_->out << "  " << wrong << '\n';
  return false;
}

std::string Questions::text(const Question& question, const std::optional<std::string>& given) {
  if (!fault_.empty()) return question.usual;
  if (given || !person_) {
    std::string answer = given.value_or(question.usual);
    const std::string wrong = question.wrong ? question.wrong(answer) : std::string();
    if (!wrong.empty()) fault_ = std::string(question.flag) + ": " + wrong;
    return answer;
  }
  const std::string prompt = question.words + (question.usual.empty() ? "" : " [" + question.usual + "]") + ": ";
  for (;;) {
    auto line = read(prompt);
    if (!line) return question.usual;
    if (line->empty()) *line = question.usual;
    if (fits(question, *line)) return *line;
  }
}

bool Questions::yes(const Question& question, bool usual, std::optional<bool> given) {
  if (given || !person_ || !fault_.empty()) return given.value_or(usual);
  for (;;) {
    const auto line = read(question.words + (usual ? " [yes]: " : " [no]: "));
    if (!line || line->empty()) return usual;
    if (*line == "y" || *line == "yes" || *line == "Y") return true;
    if (*line == "n" || *line == "no" || *line == "N") return false;
    person_->out << "  yes or no?\n";
  }
}

std::string Questions::secret(const Question& question, const std::optional<std::string>& given) {
  if (!fault_.empty() || given || !person_) return given.value_or(std::string());
  for (;;) {
    if (person_->echo) person_->echo(false);
    const auto line = read(question.words + ": ");
    if (person_->echo) {
      person_->echo(true);
      person_->out << '\n';
    }
    if (!line) return {};
    if (fits(question, *line)) return *line;
  }
}

}  // namespace gb::setup
