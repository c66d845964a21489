#pragma once

#include <string>

#include "adapters/matrix/api.hpp"
#include "bridge/delivery/finding.hpp"
#include "config/model/matrix.hpp"
#include "config/model/room.hpp"

/// What a homeserver's answers mean for who wants to be in its rooms. Pure: answers in, findings out.
namespace gb::matrix {

/// `known`: what it says of our token. `bot`: who we ought to be.
delivery::Finding judge_login(const config::Matrix& settings, const std::string& bot, const Answer& known);

/// `pinged`: whether it could call on us.
delivery::Finding judge_push(const config::Matrix& settings, const Answer& pinged);

/// An alias that cannot be resolved.
delivery::Finding judge_alias(const config::Room& room, const Answer& resolved);

/// A room that we are in. `encryption`: that state of the room.
delivery::Finding judge_joined(const config::Room& room, const Answer& encryption);

/// A room that we are not in. `summary`: what it tells of it to those outside.
delivery::Finding judge_outside(const config::Room& room, const std::string& bot, const Answer& summary);

}  // namespace gb::matrix
