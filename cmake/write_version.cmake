# Run at each build: writes OUTPUT from TEMPLATE, only if it changes. SOURCE is the folder of the sources, VERSION the
# project's. The commit is what git says; in an archive that git made, what it wrote into commit.txt.
set(version ${VERSION})
set(commit "")
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE no_git)
if(no_git)
  file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/commit.txt commit LIMIT_COUNT 1)
  if(NOT commit MATCHES "^[0-9a-f]+$")
    set(commit "")
  endif()
else()
  execute_process(COMMAND git -C ${SOURCE} status --porcelain --untracked-files=no OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes)
    string(APPEND commit "+")
  endif()
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
