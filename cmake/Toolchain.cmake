# Compiler settings for every target of the house.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(GB_CCACHE ccache)
if(GB_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${GB_CCACHE})
endif()

if(GB_SANITIZE)
  add_compile_options(-fsanitize=${GB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Looked at before every access, these take a third of the build's time; the address sanitizer sees what comes of them.
  if(GB_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=null,alignment,object-size)
  endif()
  add_link_options(-fsanitize=${GB_SANITIZE})
endif()

add_library(gb_warnings INTERFACE)
target_compile_options(gb_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
# g++ 12 takes the matching pair of a coroutine frame's operators for a mismatch where it inlines only one of them.
target_compile_options(gb_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)

# With sanitizers it also mistakes results in coroutine frames for uninitialized ones; without them it is asked.
if(GB_SANITIZE)
  target_compile_options(gb_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

# gb_library(NAME SOURCES ... DEPS ... PRIVATE_DEPS ...)
# One library per room. DEPS are what its headers need, PRIVATE_DEPS only its sources.
function(gb_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS} gb_warnings)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_DEPS} ${ARG_PRIVATE_DEPS})
  endif()
endfunction()
