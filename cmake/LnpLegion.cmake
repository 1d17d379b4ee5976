# The legion engine, a library of its own, where the package `legate` is installed beside the interpreter.
lnp_ask_python(LNP_LEGATE_FOLDER "
import importlib.util, os
spec = importlib.util.find_spec('legate')
folders = [f for f in (spec.submodule_search_locations if spec else ()) if os.path.isdir(os.path.join(f, 'include'))]
print(folders[0] if folders else '')")
if(NOT LNP_LEGATE_FOLDER OR LNP_SANITIZE)
  return()
endif()
lnp_ask_python(LNP_LEGATE_VERSION "import importlib.metadata; print(importlib.metadata.version('legate'))")
lnp_ask_python(LNP_CUDA_INCLUDE "
import importlib.util, os
print(os.path.join(list(importlib.util.find_spec('nvidia.cuda_runtime').submodule_search_locations)[0], 'include'))")

set(engines ${LNP_ENGINES})
file(WRITE ${engines}/legate_version ${LNP_LEGATE_VERSION})

file(GLOB sources CONFIGURE_DEPENDS src/engine/legion/*.cpp)
add_library(legion MODULE ${sources})
set(headers ${LNP_LEGATE_FOLDER}/include)
target_include_directories(legion SYSTEM PRIVATE ${headers}/legate ${headers}/legate/deps ${headers}/rapids ${LNP_CUDA_INCLUDE})
target_compile_definitions(legion PRIVATE LIBCUDACXX_ENABLE_HOST_NVFP16=1)
target_link_libraries(legion PRIVATE lnp_ir)
foreach(name legate legion-legate realm-legate)
  target_link_libraries(legion PRIVATE ${LNP_LEGATE_FOLDER}/lib64/lib${name}.so)
endforeach()
# The wheel's libraries need others of the wheel, which are found where they are loaded.
target_link_options(legion PRIVATE -Wl,--allow-shlib-undefined)

add_library(no_driver MODULE src/engine/legion/stand_ins/no_driver.c)
set_target_properties(no_driver PROPERTIES OUTPUT_NAME libcuda.so.1 SUFFIX "")
target_link_options(no_driver PRIVATE -Wl,-soname,libcuda.so.1)
add_library(forgiving_ucp MODULE src/engine/legion/stand_ins/forgiving_ucp.c)
add_library(legates_abort MODULE src/engine/legion/stand_ins/legates_abort.cpp)
target_link_libraries(forgiving_ucp PRIVATE ${CMAKE_DL_LIBS})

# The engine and the core share structures, so whoever builds the core builds both.
add_dependencies(_core legion no_driver forgiving_ucp legates_abort)
set_target_properties(legion no_driver forgiving_ucp legates_abort PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${engines})
install(TARGETS legion no_driver forgiving_ucp legates_abort LIBRARY DESTINATION legate/numpy/_engines)
install(FILES ${engines}/legate_version DESTINATION legate/numpy/_engines)
