# The extension module legate.numpy._core: nanobind for what is not hot, the raw CPython API for what is.
file(GLOB sources CONFIGURE_DEPENDS src/python/*.cpp src/python/*.c)
nanobind_add_module(_core NB_STATIC NOMINSIZE NOSTRIP ${sources})
target_include_directories(_core PRIVATE src)
target_link_libraries(_core PRIVATE lnp_library lnp_frontend lnp_numpy_headers lnp_numpy_random)
# From site-packages/legate/numpy, PyPI's libtbb lies four folders up; Debian's is found without this.
set_target_properties(_core PROPERTIES INSTALL_RPATH "$ORIGIN/../../../..")
if(LNP_IN_PLACE)
  set_target_properties(_core PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_SOURCE_DIR}/python/legate/numpy)
endif()
install(TARGETS _core LIBRARY DESTINATION legate/numpy)

# Libraries that are loaded on request.
set(LNP_ENGINES ${PROJECT_BINARY_DIR}/_engines)
if(LNP_IN_PLACE)
  set(LNP_ENGINES ${PROJECT_SOURCE_DIR}/python/legate/numpy/_engines)
endif()
file(MAKE_DIRECTORY ${LNP_ENGINES})
