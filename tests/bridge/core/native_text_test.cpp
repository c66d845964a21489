#include "bridge/core/native_text.hpp"

#include <gtest/gtest.h>

namespace gb::core {
namespace {

const User bob{UserId{1}, {}, "bob", "Bob"};

TEST(NativeText, IsTakenAsTyped) {
  for (const char* text :
       {"hello", "*not bold* _nor this_ <b>", "/join #x", "line\nbreak", "  spaces  ", "/me", "/me  "}) {
    const Message message = from_native(text);
    EXPECT_EQ(message.kind, MessageKind::text) << text;
    EXPECT_EQ(message.body.text, text);
    EXPECT_TRUE(message.body.spans.empty());
    EXPECT_EQ(to_native(message, bob), text);
  }
}

TEST(NativeText, MeIsAnAction) {
  const Message message = from_native("/me waves");
  EXPECT_EQ(message.kind, MessageKind::action);
  EXPECT_EQ(message.body.text, "waves");
  EXPECT_EQ(to_native(message, bob), "* Bob waves");
}

TEST(NativeText, AnswersAndEditsSaySo) {
  Message answer = from_native("yes");
  answer.reply = Reply{Seq{1}, "Alice"};
  EXPECT_EQ(to_native(answer, bob), "[re Alice] yes");
  EXPECT_EQ(to_native(Edit{Seq{1}, from_native("new words"), "old words"}, bob), "(edited) new words");
  EXPECT_EQ(to_native(Edit{Seq{1}, from_native("/me bows"), "waves"}, bob), "(edited) * Bob bows");
}

TEST(NativeText, FormattingIsLeftOutAndTheWordsStay) {
  const Message message{MessageKind::text, {"a bold word", {{2, 6, Style::bold, ""}}}, {}};
  EXPECT_EQ(to_native(message, bob), "a bold word");
}

}  // namespace
}  // namespace gb::core
