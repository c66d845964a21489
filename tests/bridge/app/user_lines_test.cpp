#include "bridge/app/user_lines.hpp"

#include <gmock/gmock.h>

namespace gb::app {
namespace {

using testing::HasSubstr;

TEST(UserLines, Reads) {
  const auto read =
      read_user(R"({"id":7,"handle":"alice","displayName":"Alice","email":"a@b","admin":true,"password":"pw"})");
  const auto& account = std::get<store::NewAccount>(read);
  EXPECT_EQ(account.id, UserId{7});
  EXPECT_EQ(account.display_name, "Alice");
  EXPECT_TRUE(account.admin);
  EXPECT_EQ(std::get<store::NewAccount>(read_user(R"({"handle":"bob","password":"x"})")).display_name, "bob");
}

TEST(UserLines, SaysWhatIsWrong) {
  const auto fault = [](const char* line) { return std::get<std::string>(read_user(line)); };
  EXPECT_THAT(fault("nonsense"), HasSubstr("JSON object"));
  EXPECT_THAT(fault("[]"), HasSubstr("JSON object"));
  EXPECT_THAT(fault(R"({"handle":5})"), HasSubstr("\"handle\" must be a string"));
  EXPECT_THAT(fault(R"({"admin":"yes"})"), HasSubstr("true or false"));
  EXPECT_THAT(fault(R"({"id":"7"})"), HasSubstr("number"));
  EXPECT_THAT(fault(R"({"pasword":"x"})"), HasSubstr("\"pasword\" is not known"));
}

TEST(UserLines, Writes) {
  EXPECT_EQ(credentials_line(UserId{1}, "x"), R"({"id":1,"token":"eyJpZCI6MSwicGFzcyI6IngifQ=="})");
}

}  // namespace
}  // namespace gb::app
