# Flags that every source file of ours is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# What developers run is what users get, with line numbers for stack traces.
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_RELEASE "-O3 -DNDEBUG")
  set(CMAKE_${language}_FLAGS_RELWITHDEBINFO "-O3 -g1 -DNDEBUG")
endforeach()

# No contraction: an element's bits may not depend on which loop computed it.
add_compile_options(-ffp-contract=off -Wall -Wextra)
# Tables of CPython's slots name the few that are filled.
add_compile_options(-Wno-missing-field-initializers)

# Recording an operation crosses the layers; whole-program optimisation makes it one function.
if(NOT LNP_SANITIZE)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

if(LNP_SANITIZE)
  add_compile_options(-fsanitize=${LNP_SANITIZE} -fno-omit-frame-pointer -g -O1 -UNDEBUG)
  add_link_options(-fsanitize=${LNP_SANITIZE})
  if(LNP_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
