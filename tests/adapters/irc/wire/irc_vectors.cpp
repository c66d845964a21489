// Runs vectors of outside suites through the wire part: JSON lines in, one JSON line out for each.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "adapters/irc/wire/message.hpp"

namespace {

using Json = nlohmann::json;
using namespace gb::irc;

Json split(const std::string& line) {
  const auto message = parse(line);
  if (!message) return {{"error", "no verb"}};
  Json out = {{"verb", message->verb}};
  for (const auto& [name, value] : message->tags) out["tags"][name] = value;
  if (!message->source.empty()) out["source"] = message->source;
  if (!message->params.empty()) out["params"] = message->params;
  return out;
}

Json join(const Json& atoms) {
  Message message;
  if (atoms.contains("tags"))
    for (const auto& [name, value] : atoms["tags"].items())
      message.tags.emplace_back(name, value.is_string() ? value.get<std::string>() : std::string());
  message.source = atoms.value("source", "");
  message.verb = atoms.value("verb", "");
  if (atoms.contains("params")) message.params = atoms["params"].get<std::vector<std::string>>();
  return {{"line", format(message)}};
}

Json userhost(const std::string& text) {
  const Source source = split_source(text);
  Json out = Json::object();
  if (!source.nick.empty()) out["nick"] = source.nick;
  if (!source.user.empty()) out["user"] = source.user;
  if (!source.host.empty()) out["host"] = source.host;
  return out;
}

Json answer(const Json& asked) {
  const std::string kind = asked.at("kind");
  if (kind == "split") return split(asked.at("input"));
  if (kind == "join") return join(asked.at("atoms"));
  if (kind == "userhost") return userhost(asked.at("source"));
  if (kind == "mask")
    return {{"match", matches(asked.at("mask").get<std::string>(), asked.at("text").get<std::string>())}};
  return {{"error", "unknown kind " + kind}};
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    Json out;
    try {
      out = answer(Json::parse(line));
    } catch (const std::exception& fault) {
      out = {{"error", fault.what()}};
    }
    std::cout << out.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  }
}
