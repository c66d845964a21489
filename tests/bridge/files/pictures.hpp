#pragma once

#include <boost/crc.hpp>
#include <string>
#include <string_view>

#include "bridge/files/picture/parts.hpp"

/// Pictures made by hand, byte by byte.
namespace gb::files::test {

inline std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  boost::crc_32_type sum;
  sum.process_bytes(body.data(), body.size());
  return big32(static_cast<std::uint32_t>(data.size())) + body + big32(sum.checksum());
}

inline const std::string png_signature = "\x89PNG\r\n\x1a\n";

/// One grey pixel: its zlib stream is a stored block of two zero bytes.
inline const std::string png_header = chunk("IHDR", big32(1) + big32(1) + std::string("\x08\0\0\0\0", 5));
inline const std::string png_pixels = chunk("IDAT", std::string("\x78\x01\x01\x02\0\xfd\xff\0\0\0\x02\0\x01", 13));
inline const std::string png_end = chunk("IEND", "");
inline const std::string png = png_signature + png_header + png_pixels + png_end;

inline std::string segment(unsigned char code, const std::string& payload) {
  return std::string("\xff") + static_cast<char>(code) + big16(static_cast<std::uint32_t>(payload.size() + 2)) +
         payload;
}

/// A JPEG in form only: its scan holds a stuffed byte and a restart marker.
inline const std::string jpeg_tables = segment(0xDB, std::string(65, '\1'));
inline const std::string jpeg_scan = segment(0xDA, std::string("\1\1\0\0\x3f\0", 6)) + std::string(
                                                                                           "ab\xff\0cd\xff\xd0"
                                                                                           "ef",
                                                                                           10);
inline const std::string jpeg = "\xff\xd8" + jpeg_tables + jpeg_scan + "\xff\xd9";

inline std::string exif(unsigned orientation) {
  return segment(0xE1, std::string("Exif\0\0", 6) + tiff_with(orientation));
}

inline const std::string gif_begin("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", 19);
inline const std::string gif_control("!\xf9\x04\0\x0a\0\0\0", 8);
inline const std::string gif_picture(",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0", 15);
inline const std::string gif = gif_begin + gif_control + gif_picture + ";";

}  // namespace gb::files::test
