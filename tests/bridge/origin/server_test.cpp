#include "bridge/origin/server.hpp"

#include <gtest/gtest.h>

namespace gb::origin {
namespace {

Server server(const char* url) {
  return parse_server(url, "").value();
}

TEST(OriginServer, ReadsWhatPeopleWrite) {
  const Server plain = server("https://chat.example.org");
  EXPECT_EQ(plain.url, "https://chat.example.org");
  EXPECT_EQ(plain.host, "chat.example.org");
  EXPECT_EQ(plain.port, 443);
  EXPECT_TRUE(plain.tls);
  EXPECT_EQ(plain.path, "");
  EXPECT_EQ(plain.authority(), "chat.example.org");
  const Server local = server("http://127.0.0.1:8080");
  EXPECT_EQ(local.url, "http://127.0.0.1:8080");
  EXPECT_EQ(local.host, "127.0.0.1");
  EXPECT_EQ(local.port, 8080);
  EXPECT_FALSE(local.tls);
  EXPECT_EQ(local.authority(), "127.0.0.1:8080");
}

TEST(OriginServer, KeepsItsCertificates) {
  EXPECT_EQ(parse_server("https://chat.example.org", "/etc/ca.pem")->ca_file, "/etc/ca.pem");
}

TEST(OriginServer, OnlyAnUnusualPortIsNamed) {
  EXPECT_EQ(server("http://h").port, 80);
  EXPECT_EQ(server("http://h:").port, 80);
  EXPECT_EQ(server("http://h:80").url, "http://h");
  EXPECT_EQ(server("https://h:443").url, "https://h");
  EXPECT_EQ(server("http://h:443").url, "http://h:443");
  EXPECT_EQ(server("https://h:80").authority(), "h:80");
  EXPECT_EQ(server("http://h:65535").port, 65535);
}

TEST(OriginServer, SchemesAreReadInAnyCase) {
  EXPECT_TRUE(server("HTTPS://h").tls);
  EXPECT_EQ(server("HTTPS://h").url, "https://h");
  EXPECT_EQ(server("Http://h").port, 80);
}

TEST(OriginServer, Ipv6LiteralsLoseTheirBracketsOnlyAsHosts) {
  const Server loopback = server("http://[::1]:8080/chat");
  EXPECT_EQ(loopback.host, "::1");
  EXPECT_EQ(loopback.port, 8080);
  EXPECT_EQ(loopback.authority(), "[::1]:8080");
  EXPECT_EQ(loopback.url, "http://[::1]:8080/chat");
  const Server usual = server("https://[2001:db8::1]/");
  EXPECT_EQ(usual.host, "2001:db8::1");
  EXPECT_EQ(usual.authority(), "[2001:db8::1]");
  EXPECT_EQ(usual.url, "https://[2001:db8::1]");
}

TEST(OriginServer, ThePathStandsBeforeEverything) {
  EXPECT_EQ(server("https://h/chat").path, "/chat");
  EXPECT_EQ(server("https://h/a/b").url, "https://h/a/b");
  EXPECT_EQ(server("https://h:1/a%20b").path, "/a%20b");
}

TEST(OriginServer, NothingEndsWithASlash) {
  for (const char* url : {"https://h/", "https://h//", "https://h///"}) {
    EXPECT_EQ(server(url).path, "") << url;
    EXPECT_EQ(server(url).url, "https://h") << url;
  }
  EXPECT_EQ(server("https://h/chat//").path, "/chat");
  EXPECT_EQ(server("https://h/chat/").url, "https://h/chat");
}

TEST(OriginServer, WhatIsReadIsReadAgainAsTheSame) {
  for (const char* url : {"https://h", "http://h:8080/a/b/", "https://[::1]:1//", "HTTP://h:80/x"}) {
    const Server once = server(url);
    const Server again = server(once.url.c_str());
    EXPECT_EQ(again.url, once.url);
    EXPECT_EQ(again.host, once.host);
    EXPECT_EQ(again.port, once.port);
    EXPECT_EQ(again.path, once.path);
  }
}

TEST(OriginServer, TellsWhatIsWrong) {
  for (const auto* url : {"",
                          "h",
                          "chat.example.org",
                          "chat.example.org:8080",
                          "//h",
                          "https://",
                          "https:///",
                          "https://:443",
                          "https://h:0",
                          "https://h:65536",
                          "https://h:-1",
                          "https://h:x",
                          "https://[::1",
                          "https://[::1]x",
                          "https://[127.0.0.1]",
                          "https://h h",
                          " https://h",
                          "https://h/a b",
                          "https://h/\r\nX: y",
                          "https://h%0d%0a",
                          "file:///etc/passwd",
                          "nosuch://h",
                          "ftp://h",
                          "gopher://h",
                          "imap://h:1",
                          "http:///h",
                          "http://user:S3CRET@h",
                          "http://user:S3CRET@h:x",
                          "http://h/?a=b",
                          "http://h/#a",
                          "http://[fe80::1%25eth0]",
                          "http://m\u00fcnchen.example"}) {
    const auto read = parse_server(url, "");
    ASSERT_FALSE(read) << url;
    EXPECT_EQ(read.error().fault, Fault::caller);
    EXPECT_FALSE(read.error().retry);
    EXPECT_EQ(read.error().told.find("S3CRET"), std::string::npos) << read.error().told;
  }
}

}  // namespace
}  // namespace gb::origin
