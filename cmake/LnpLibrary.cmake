# lnp_library(name folder dependencies...): the static library lnp_<name> of folder/*.cpp.
# Every layer may include the op table's generated headers, so every layer links to lnp_loops. The loops themselves
# (src/interp/loops*) are built by ops/CMakeLists.txt, once for each instruction set.
function(lnp_library name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/src/interp/loops[^/]*$")
  if(sources)
    add_library(lnp_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()  # a folder that has only headers, or nothing yet
    add_library(lnp_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(lnp_${name} ${scope} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(lnp_${name} ${scope} lnp_loops ${ARGN})
endfunction()
