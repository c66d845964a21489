#include "protocol/engineio/session.hpp"

#include <gmock/gmock.h>

namespace gb::engineio {
namespace {

using std::chrono::milliseconds;

const Session::Tick start = Session::Tick{} + std::chrono::hours(1);

template <class T>
const T* first(const Actions& actions) {
  for (const Action& action : actions)
    if (const T* found = std::get_if<T>(&action)) return found;
  return nullptr;
}

template <class T>
bool has(const Actions& actions) {
  return first<T>(actions) != nullptr;
}

class EngineIoSession : public testing::Test {
 protected:
  Actions begin(Transport transport, Version version = Version::v4) {
    Request request;
    request.transport = transport;
    request.version = version;
    session = std::make_unique<Session>(request, settings, start);
    Actions actions;
    session->start("sid", actions);
    return actions;
  }

  Actions poll() {
    Actions actions;
    session->poll(start, actions);
    return actions;
  }

  Actions send(std::string_view text) {
    Actions actions;
    session->send(false, text, actions);
    return actions;
  }

  Actions flush() {
    Actions actions;
    session->flush(actions);
    return actions;
  }

  Settings settings;
  std::unique_ptr<Session> session;
};

TEST_F(EngineIoSession, OverWebSocketEverythingGoesAtOnce) {
  const Actions open = begin(Transport::websocket);
  ASSERT_TRUE(has<SendSocket>(open));
  EXPECT_EQ(first<SendSocket>(open)->payload.front(), '0');
  EXPECT_TRUE(session->on_websocket());
  EXPECT_EQ(first<SendSocket>(send("hi"))->payload, "4hi");
  Actions actions;
  session->socket_message(false, "4yo", start, actions);
  EXPECT_EQ(first<Deliver>(actions)->data, "yo");
  actions.clear();
  session->socket_message(false, "9", start, actions);
  EXPECT_TRUE(has<Closed>(actions));
}

TEST_F(EngineIoSession, OverPollingMessagesWaitAndLeaveTogether) {
  begin(Transport::polling);
  const Actions open = poll();
  ASSERT_TRUE(has<AnswerPoll>(open));
  EXPECT_EQ(first<AnswerPoll>(open)->payload.body.front(), '0');
  send("a");
  send("b");
  EXPECT_FALSE(session->drained());
  EXPECT_EQ(first<AnswerPoll>(poll())->payload.body,
            "4a\x1e"
            "4b");
  EXPECT_TRUE(session->drained());
  EXPECT_FALSE(has<AnswerPoll>(poll())) << "the GET waits";
  send("c");
  EXPECT_EQ(first<AnswerPoll>(flush())->payload.body, "4c");
}

TEST_F(EngineIoSession, ASecondGetEndsTheSession) {
  begin(Transport::polling);
  poll();
  poll();
  const Actions second = poll();
  EXPECT_TRUE(has<RefusePoll>(second));
  EXPECT_EQ(first<AnswerPoll>(second)->payload.body, "1");
  EXPECT_TRUE(has<Closed>(second));
}

TEST_F(EngineIoSession, APostIsDeliveredOrRefused) {
  begin(Transport::polling);
  Actions actions;
  session->push(
      "4a\x1e"
      "4b",
      false, start, actions);
  EXPECT_TRUE(first<AnswerPush>(actions)->ok);
  EXPECT_EQ(first<Deliver>(actions)->data, "a");
  actions.clear();
  session->push("nonsense", false, start, actions);
  EXPECT_FALSE(first<AnswerPush>(actions)->ok);
  EXPECT_TRUE(has<Closed>(actions));
}

TEST_F(EngineIoSession, TheUpgradeLosesNothing) {
  begin(Transport::polling);
  poll();
  ASSERT_TRUE(session->begin_upgrade(start));
  EXPECT_FALSE(session->begin_upgrade(start)) << "one at a time";
  EXPECT_FALSE(has<AnswerPoll>(poll()));
  Actions actions;
  session->upgrading_message(false, "2probe", actions);
  EXPECT_EQ(first<SendUpgrading>(actions)->payload, "3probe");
  EXPECT_EQ(first<AnswerPoll>(actions)->payload.body, "6") << "the waiting GET is let go";
  send("during");
  EXPECT_TRUE(flush().empty());
  EXPECT_EQ(first<AnswerPoll>(poll())->payload.body, "6");
  actions.clear();
  session->upgrading_message(false, "5", actions);
  EXPECT_TRUE(has<Upgraded>(actions));
  EXPECT_EQ(first<SendSocket>(actions)->payload, "4during");
  EXPECT_TRUE(session->on_websocket());
}

TEST_F(EngineIoSession, AFailedUpgradeLeavesPollingAsItWas) {
  begin(Transport::polling);
  poll();
  ASSERT_TRUE(session->begin_upgrade(start));
  Actions actions;
  session->upgrading_message(false, "2probe", actions);
  send("kept");
  session->upgrading_gone();
  EXPECT_EQ(first<AnswerPoll>(poll())->payload.body, "4kept");
  ASSERT_TRUE(session->begin_upgrade(start)) << "it may try again";
  actions.clear();
  session->upgrading_message(false, "garbage", actions);
  EXPECT_TRUE(has<CloseUpgrading>(actions));
  EXPECT_FALSE(session->on_websocket());
}

TEST_F(EngineIoSession, WhoDoesNotFetchIsClosedAtTheBound) {
  settings.max_waiting = 100;
  begin(Transport::polling);
  poll();
  EXPECT_FALSE(has<Closed>(send(std::string(500, 'x')))) << "one large message may be over it";
  EXPECT_TRUE(has<Closed>(send("y")));
}

TEST_F(EngineIoSession, SilenceEndsIt) {
  settings.ping_interval = milliseconds(300);
  settings.ping_timeout = milliseconds(200);
  begin(Transport::websocket);
  Actions actions;
  session->tick(start + milliseconds(300), actions);
  EXPECT_EQ(first<SendSocket>(actions)->payload, "2");
  actions.clear();
  session->tick(start + milliseconds(500), actions);
  EXPECT_TRUE(has<Closed>(actions));
}

TEST_F(EngineIoSession, Version3AnswersAPingWithItsData) {
  begin(Transport::websocket, Version::v3);
  Actions actions;
  session->socket_message(false, "2x", start, actions);
  EXPECT_EQ(first<SendSocket>(actions)->payload, "3x");
}

TEST_F(EngineIoSession, ClosingSaysGoodbyeOverEitherTransport) {
  begin(Transport::polling);
  poll();
  poll();
  Actions actions;
  session->close("done", start, actions);
  EXPECT_EQ(first<AnswerPoll>(actions)->payload.body, "1");
  EXPECT_TRUE(has<Closed>(actions));
}

// During an upgrade nothing is fetched, so that this is how a session is usually closed then.
TEST_F(EngineIoSession, ClosedDuringAnUpgradeItEndsOnceTheSocketIsTheSessions) {
  begin(Transport::polling);
  poll();
  ASSERT_TRUE(session->begin_upgrade(start));
  Actions actions;
  session->upgrading_message(false, "2probe", actions);
  send("last words");
  actions.clear();
  session->close("done", start, actions);
  EXPECT_TRUE(actions.empty()) << "what was sent waits for the socket";
  EXPECT_EQ(first<AnswerPoll>(poll())->payload.body, "6");
  session->upgrading_message(false, "5", actions);
  ASSERT_EQ(actions.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<Upgraded>(actions[0]));
  EXPECT_EQ(std::get<SendSocket>(actions[1]).payload, "4last words");
  EXPECT_EQ(std::get<Closed>(actions[2]).reason, "done");
  actions.clear();
  session->socket_message(false, "4too late", start, actions);
  EXPECT_TRUE(actions.empty());
}

TEST_F(EngineIoSession, ClosedDuringAnUpgradeThatFailsItEndsOverPolling) {
  begin(Transport::polling);
  poll();
  ASSERT_TRUE(session->begin_upgrade(start));
  Actions actions;
  session->upgrading_message(false, "2probe", actions);
  send("last words");
  session->close("done", start, actions);
  session->upgrading_gone();
  const Actions fetched = poll();
  EXPECT_EQ(first<AnswerPoll>(fetched)->payload.body,
            "4last words\x1e"
            "1");
  EXPECT_EQ(first<Closed>(fetched)->reason, "done");
}

TEST_F(EngineIoSession, ClosedDuringAnUpgradeThatHangsItEndsAtItsDeadline) {
  begin(Transport::polling);
  poll();
  ASSERT_TRUE(session->begin_upgrade(start));
  Actions actions;
  session->upgrading_message(false, "2probe", actions);
  send("last words");
  session->close("done", start, actions);
  EXPECT_LE(session->deadline(), start + settings.ping_timeout);
  session->tick(start + settings.ping_timeout, actions);
  EXPECT_EQ(first<Closed>(actions)->reason, "done");
}

}  // namespace
}  // namespace gb::engineio
