#include "adapters/irc/picture_links.hpp"

#include <gmock/gmock.h>

namespace gb::irc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PictureLinks, AreFoundInWhatPeopleSay) {
  EXPECT_THAT(picture_links("see https://a.example/x/cat.PNG?size=2#top, and (http://b.example/d.jpeg).", 3),
              ElementsAre("https://a.example/x/cat.PNG?size=2#top", "http://b.example/d.jpeg"));
  EXPECT_THAT(picture_links("http://a/1.gif http://a/1.gif http://a/2.gif http://a/3.gif http://a/4.gif", 3),
              ElementsAre("http://a/1.gif", "http://a/2.gif", "http://a/3.gif"));
}

TEST(PictureLinks, OthersStayLinks) {
  for (const char* text : {"", "cat.png", "ftp://a/cat.png", "https://a.example/", "https://a.example/cat.png.html",
                           "https://a.example/?x=cat.png", "file:///cat.png", "https://a.example/cat.svg"})
    EXPECT_THAT(picture_links(text, 3), IsEmpty()) << text;
  EXPECT_THAT(picture_links("http://a/" + std::string(3000, 'x') + ".png", 3), IsEmpty());
}

TEST(PictureLinks, NamesAreThoseOfThePath) {
  EXPECT_EQ(name_in_link("https://a.example/x/cat.png?y=/z"), "cat.png");
  EXPECT_EQ(name_in_link("https://a.example/"), "");
}

}  // namespace
}  // namespace gb::irc
