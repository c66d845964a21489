#include "bridge/gateway/proxy/origin_files.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gb::gateway {
namespace {

TEST(OriginFiles, AFileOfAUserMayBeAskedFor) {
  for (const char* target :
       {"/files/1/x", "/files/0/0a1b.png", "/files/4503599627370495/a.b.c", "/files/12/A_b-c~d.PNG", "/files/12/a..b",
        "/files/12/x.", "/files/12/x?", "/files/12/x?width=300&height=200", "/files/12/%C3%A9.png",
        "/files/12/a%20b.png", "/files/12/x?next=/../etc"})
    EXPECT_TRUE(is_file_target(target)) << target;
}

TEST(OriginFiles, NothingElseMayBeAskedFor) {
  for (const char* target : {"",
                             "/",
                             "/files",
                             "/files/",
                             "/files/1",
                             "/files/1/",
                             "/files//x",
                             "/files/1//x",
                             "/files/1/x/",
                             "/files/1/x/y",
                             "//files/1/x",
                             "files/1/x",
                             "/Files/1/x",
                             "/file/1/x",
                             "/api/files/1/x",
                             "/socket.io/?EIO=4",
                             "*",
                             "http://other.example/files/1/x",
                             "http://o/files/1/x",
                             "/files?/1/x",
                             "/files/1?/x",
                             "/files/1/?x"})
    EXPECT_FALSE(is_file_target(target)) << target;
}

TEST(OriginFiles, AUserIsANumber) {
  for (const char* target : {"/files/x/y", "/files/-1/x", "/files/+1/x", "/files/1.0/x", "/files/0x1/y", "/files/%31/x",
                             "/files/1%2f/x", "/files/./x", "/files/../x", "/files/\xD9\xA1/x"})
    EXPECT_FALSE(is_file_target(target)) << target;
}

TEST(OriginFiles, NoWayUp) {
  for (const char* target : {"/files/1/..", "/files/1/.", "/files/1/.hidden", "/files/1/...",
                             "/files/1/../../etc/passwd", "/files/1/a/../../../x", "/files/1/x/..", "/files/../1/x",
                             "/files/1/./x", "/files/1/..;/x", "/../files/1/x", "/files/1/../?x"})
    EXPECT_FALSE(is_file_target(target)) << target;
}

TEST(OriginFiles, NoWayUpInDisguise) {
  for (const char* target :
       {"/files/1/%2e%2e", "/files/1/%2E%2E", "/files/1/.%2e", "/files/1/%2e.", "/files/1/%2e%2E%2f%2Fx",
        "/files/1/..%2fx", "/files/1/..%2Fx", "/files/1/a%2f..%2fx", "/files/1/a%2Fb", "/files/1/..%5cx",
        "/files/1/..%5Cx", "/files/1/a%5cb", "/files/1/..\\x", "/files/1/a\\..\\x", "/files/1\\..\\x", "/files%2f1%2fx",
        "/files/1%2fx", "/files/%2e%2e/x", "/files/1/a%2epng"})
    EXPECT_FALSE(is_file_target(target)) << target;
}

TEST(OriginFiles, NoOtherRequestInTheTarget) {
  for (const std::string& target :
       {std::string("/files/1/x\r\nHost: other"), std::string("/files/1/x\nX: y"), std::string("/files/1/x HTTP/1.1"),
        std::string("/files/1/x y"), std::string("/files/1/x\ty"), std::string("/files/1/x\x7f"),
        std::string("/files/1/x\0.png", 15), std::string("/files/1/x?a\r\nb"), std::string("/files/1/x?a b"),
        std::string("/files/1/x#y"), std::string("/files/1/#")})
    EXPECT_FALSE(is_file_target(target)) << target;
}

}  // namespace
}  // namespace gb::gateway
