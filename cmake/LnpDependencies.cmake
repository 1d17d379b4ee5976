# What we build against: Python, NumPy and nanobind from the interpreter's environment, oneTBB and SLEEF from the system.
find_package(Python 3.11...<3.14 REQUIRED COMPONENTS Interpreter Development.Module)

function(lnp_ask_python variable code)
  execute_process(COMMAND ${Python_EXECUTABLE} -c "${code}" OUTPUT_VARIABLE answer
                  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${variable} "${answer}" PARENT_SCOPE)
endfunction()

lnp_ask_python(nanobind_ROOT "import nanobind; print(nanobind.cmake_dir())")
find_package(nanobind CONFIG REQUIRED)

lnp_ask_python(LNP_NUMPY_INCLUDE "import numpy; print(numpy.get_include())")
add_library(lnp_numpy_headers INTERFACE)
target_include_directories(lnp_numpy_headers SYSTEM INTERFACE ${LNP_NUMPY_INCLUDE})
target_compile_definitions(lnp_numpy_headers INTERFACE NPY_NO_DEPRECATED_API=NPY_2_0_API_VERSION
                                                       NPY_TARGET_VERSION=NPY_2_0_API_VERSION)

# NumPy's distributions, as its wheel brings them for others: what they draw from a bit generator is NumPy's, bit by bit.
lnp_ask_python(LNP_NUMPY_RANDOM "import numpy; print(numpy.__path__[0] + '/random/lib')")
find_library(LNP_NPYRANDOM_LIBRARY npyrandom HINTS ${LNP_NUMPY_RANDOM} NO_DEFAULT_PATH NO_CACHE REQUIRED)
add_library(lnp_numpy_random INTERFACE)
target_link_libraries(lnp_numpy_random INTERFACE ${LNP_NPYRANDOM_LIBRARY} lnp_numpy_headers)

# Debian's libtbb-dev, or PyPI's tbb-devel in the environment of the interpreter.
if(LNP_SANITIZE MATCHES thread)
  add_library(lnp_tbb_stand_in INTERFACE)
  target_include_directories(lnp_tbb_stand_in INTERFACE tools/tsan)
  add_library(TBB::tbb ALIAS lnp_tbb_stand_in)
else()
  lnp_ask_python(LNP_PYTHON_PREFIX "import sys; print(sys.prefix)")
  find_package(TBB CONFIG REQUIRED HINTS ${LNP_PYTHON_PREFIX})
endif()

find_path(SLEEF_INCLUDE_DIR sleef.h REQUIRED)
find_library(SLEEF_LIBRARY sleef REQUIRED)
add_library(sleef::sleef UNKNOWN IMPORTED)
set_target_properties(sleef::sleef PROPERTIES IMPORTED_LOCATION ${SLEEF_LIBRARY}
                                              INTERFACE_INCLUDE_DIRECTORIES ${SLEEF_INCLUDE_DIR})
