# Third-party libraries, all from Debian 12. Asio, Asio.SSL and Beast are compiled once, here, instead of in
# every source that includes them.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
find_package(SQLiteCpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(CURL REQUIRED)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(LIBXML2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(VIPS REQUIRED IMPORTED_TARGET vips-cpp)

add_library(gb_boost_headers INTERFACE)
target_include_directories(gb_boost_headers SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(gb_boost_headers INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_HAS_CO_AWAIT)

# Written only when they change, so that they are not built again for nothing.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/asio_impl.cpp CONTENT
  "#include <boost/asio/impl/src.hpp>\n#include <boost/asio/ssl/impl/src.hpp>\n")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/beast_impl.cpp CONTENT "#include <boost/beast/src.hpp>\n")
add_library(gb_asio STATIC ${CMAKE_BINARY_DIR}/asio_impl.cpp)
target_link_libraries(gb_asio PUBLIC gb_boost_headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
add_library(gb_beast STATIC ${CMAKE_BINARY_DIR}/beast_impl.cpp)
target_link_libraries(gb_beast PUBLIC gb_asio)
