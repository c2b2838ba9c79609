# One target per folder. The functions here hold the house's compiler settings, so that a folder's CMakeLists.txt
# names its sources and what it may include, and nothing else.

add_library(relata_settings INTERFACE)
target_compile_features(relata_settings INTERFACE cxx_std_20)
target_include_directories(relata_settings INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}")
target_compile_options(relata_settings INTERFACE -Wall -Wextra -Werror -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual)
if(RELATA_SANITIZE)
    target_compile_options(relata_settings INTERFACE -fsanitize=${RELATA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(relata_settings INTERFACE -fsanitize=${RELATA_SANITIZE})
endif()

# relata_library(NAME SOURCES ... LIBS ...): a core folder. No Qt: automoc stays off.
function(relata_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
    target_link_libraries(${name} PUBLIC relata_settings ${ARG_LIBS} PRIVATE ${ARG_PRIVATE_LIBS})
endfunction()

# All widget code shares one precompiled header: it is large, and making it takes longer than using it saves in a small folder.
function(relata_use_precompiled name)
    if(NOT TARGET relata_ui_precompiled)
        add_library(relata_ui_precompiled OBJECT "${PROJECT_SOURCE_DIR}/cmake/ui_precompiled.cpp")
        set_target_properties(relata_ui_precompiled PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
        target_compile_definitions(relata_ui_precompiled PRIVATE QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING)
        target_link_libraries(relata_ui_precompiled PRIVATE relata_settings Qt6::Widgets)
        target_precompile_headers(relata_ui_precompiled PRIVATE "${PROJECT_SOURCE_DIR}/cmake/ui_precompiled.h")
    endif()
    target_precompile_headers(${name} REUSE_FROM relata_ui_precompiled)
endfunction()

# relata_ui_library(NAME SOURCES ... LIBS ...): a folder of the front-end.
function(relata_ui_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
    qt_add_library(${name} STATIC ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOUIC OFF)
    target_compile_definitions(${name} PRIVATE QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING)
    target_link_libraries(${name} PUBLIC relata_settings ${ARG_LIBS} PRIVATE ${ARG_PRIVATE_LIBS})
    get_target_property(libs ${name} LINK_LIBRARIES)
    if("Qt6::Widgets" IN_LIST libs AND NOT RELATA_NO_PCH)
        relata_use_precompiled(${name})
    endif()
endfunction()

# relata_test(NAME SOURCES ... LIBS ... [TIMEOUT seconds] [LABELS ...]): one Qt Test program, run without a screen.
function(relata_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    qt_add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOUIC OFF)
    target_link_libraries(${name} PRIVATE relata_settings Qt6::Test ${ARG_LIBS})
    target_compile_definitions(${name} PRIVATE
        RELATA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
        RELATA_CORPORA_DEFAULT="${PROJECT_SOURCE_DIR}/../shared/corpora")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false")
endfunction()
