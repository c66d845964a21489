#include "adapters/matrix/wire/html.hpp"

#include <gtest/gtest.h>

#include "adapters/matrix/wire/text_form.hpp"

namespace gb::matrix {
namespace {

using core::RichText;
using core::Span;
using core::Style;

RichText styled(std::string text, std::size_t begin, std::size_t end, Style style, std::string value = {}) {
  return {std::move(text), {{begin, end, style, std::move(value)}}};
}

TEST(MatrixHtml, TheSubsetOfTheSpecificationBecomesSpans) {
  EXPECT_EQ(from_html("a <b>b</b>"), styled("a b", 2, 3, Style::bold));
  EXPECT_EQ(from_html("a <strong>b</strong>"), styled("a b", 2, 3, Style::bold));
  EXPECT_EQ(from_html("<em>a</em>"), styled("a", 0, 1, Style::italic));
  EXPECT_EQ(from_html("<u>a</u>"), styled("a", 0, 1, Style::underline));
  for (const char* strike : {"<del>a</del>", "<s>a</s>", "<strike>a</strike>"})
    EXPECT_EQ(from_html(strike), styled("a", 0, 1, Style::strike)) << strike;
  EXPECT_EQ(from_html("<code>x=x</code>"), styled("x=x", 0, 3, Style::code));
  EXPECT_EQ(from_html("<span data-mx-color=\"#FF0000\">a</span>"), styled("a", 0, 1, Style::colour, "#ff0000"));
  EXPECT_EQ(from_html("<font color=\"#00ff00\">a</font>"), styled("a", 0, 1, Style::colour, "#00ff00"));
}

TEST(MatrixHtml, OverlapsAndNestingKeepEachLook) {  // F44
  const RichText text = from_html("a <b>b <i>c</i></b><i> d</i> e");
  EXPECT_EQ(text.text, "a b c d e");
  EXPECT_EQ(text.spans, (std::vector<Span>{{2, 5, Style::bold, {}}, {4, 7, Style::italic, {}}}));
}

TEST(MatrixHtml, CodeKeepsItsLinesAndNoLanguageWord) {  // F49
  const RichText text = from_html("<pre><code class=\"language-c\">a\nb</code></pre>");
  EXPECT_EQ(text, styled("a\nb", 0, 3, Style::code_block));
  EXPECT_EQ(from_html("<code>2*3*4 __init__</code>").text, "2*3*4 __init__");
}

TEST(MatrixHtml, PillsAreMentionsAndRoomsAreLinks) {  // F52
  const RichText text = from_html(
      "<a href=\"https://matrix.to/#/@_gb_bob:example.org\">bob</a>: see "
      "<a href=\"https://matrix.to/#/#dev:example.org\">the dev room</a>");
  EXPECT_EQ(text.text, "bob: see the dev room (https://matrix.to/#/#dev:example.org)");
  ASSERT_EQ(text.spans.size(), 2U);
  EXPECT_EQ(text.spans[0], (Span{0, 3, Style::mention, "@_gb_bob:example.org"}));
  EXPECT_EQ(text.spans[1].style, Style::link);
}

TEST(MatrixHtml, ALinkThatShowsItsAddressIsNotDoubled) {
  EXPECT_EQ(from_html("<a href=\"https://a.example/x\">https://a.example/x</a>").text, "https://a.example/x");
  EXPECT_EQ(from_html("<a href=\"javascript:alert(1)\">x</a>"), (RichText{"x", {}}));
  EXPECT_EQ(from_html("<a>x</a>"), (RichText{"x", {}}));
}

TEST(MatrixHtml, BlocksAreLines) {
  EXPECT_EQ(from_html("a<br>b").text, "a\nb");
  EXPECT_EQ(from_html("<p>a</p><p>b</p>").text, "a\n\nb");
  EXPECT_EQ(from_html("<ul><li>a</li><li>b</li></ul>").text, "- a\n- b");
  EXPECT_EQ(from_html("<ol><li>a</li><li>b</li></ol>").text, "1. a\n2. b");
  EXPECT_EQ(from_html("<blockquote>a<br>b</blockquote>c").text, "> a\n> b\nc");
  EXPECT_EQ(from_html("a  \n  b").text, "a b") << "white space collapses";
}

TEST(MatrixHtml, WhatMustNotComeThroughDoesNot) {
  EXPECT_EQ(from_html("a<script>evil()</script>b<style>x{}</style>").text, "ab");
  EXPECT_EQ(from_html("<mx-reply><blockquote>old</blockquote></mx-reply>new").text, "new");
  EXPECT_EQ(from_html("<b onclick=\"x\" style=\"y\">a</b>"), styled("a", 0, 1, Style::bold));
  EXPECT_EQ(from_html("<img src=\"http://x/\" alt=\"cat\">").text, "cat");
  EXPECT_EQ(from_html("<unknown>words stay</unknown>").text, "words stay");
  EXPECT_EQ(from_html(std::string_view("a\0b\x07\x1b", 5)).text, "ab");
  EXPECT_EQ(from_html("&lt;b&gt; &amp;amp;").text, "<b> &amp;");
  EXPECT_EQ(from_html("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;x").text.find("root:"),
            std::string::npos);
}

TEST(MatrixHtml, DepthAndLengthAreBounded) {
  std::string nested;
  for (int n = 0; n < 5'000; ++n) nested += "<b><i>";
  EXPECT_EQ(from_html(nested + "words").text, "words") << "deeper than the limit: the words survive";
  EXPECT_LE(from_html(std::string(1'000'000, 'x')).text.size(), most_text);
}

TEST(MatrixHtml, WhatIsTypedArrivesAsTyped) {
  for (const char* typed :
       {"<b>not bold</b>", "a & b", "*x* _y_ `z` \\", "\"quotes\" 'too'", "see https://h/a_b?x=1&y=2"}) {
    const RichText text{typed, {}};
    EXPECT_EQ(to_plain_body(text), typed);
    EXPECT_FALSE(needs_html(text)) << typed;
    EXPECT_EQ(from_html(to_html(text)), text) << typed;
  }
}

TEST(MatrixHtml, TheWayThereAndBackChangesNothing) {
  for (const RichText& text :
       {styled("a b c", 2, 3, Style::bold), styled("line\nline", 0, 9, Style::italic),
        styled("int a;\n\nint b;", 0, 14, Style::code_block), styled("see it", 4, 6, Style::link, "https://h.example/"),
        styled("hi bob", 3, 6, Style::mention, "@bob:example.org"), styled("red", 0, 3, Style::colour, "#ff0000"),
        RichText{"overlap here", {{0, 7, Style::bold, {}}, {4, 12, Style::strike, {}}}}}) {
    EXPECT_TRUE(needs_html(text));
    EXPECT_EQ(from_html(to_html(text)), normalized(text)) << to_html(text);
  }
}

TEST(MatrixHtml, HtmlOfOursHasOnlySafeLinks) {
  EXPECT_EQ(to_html(styled("x", 0, 1, Style::link, "javascript:x")).find("href"), std::string::npos);
  EXPECT_NE(to_html(styled("x", 0, 1, Style::link, "https://h/?a=\"b\"")).find("href=\"https://h/?a=&quot;b&quot;\""),
            std::string::npos);
}

TEST(MatrixHtml, NobodyCallsEverybody) {  // F150
  for (const char* text : {"@room look", "hey @everyone", "@here", "(@Room)"})
    EXPECT_NE(defused({text, {}}).text, text) << text;
  for (const char* text : {"mail@room.example", "@roommate", "https://h/@room"})
    EXPECT_EQ(defused({text, {}}).text, text) << text;
}

}  // namespace
}  // namespace gb::matrix
