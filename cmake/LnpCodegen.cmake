# The code generator, a library of its own, where LLVM 19 and its clang are installed. Without it kernels are interpreted.
find_program(LLVM_CONFIG llvm-config-19)
find_program(CLANG_19 clang++-19)
find_library(ZLIB_ARCHIVE libz.a)
find_library(ZSTD_ARCHIVE libzstd.a)  # LLVM compresses debugging sections with them
if(NOT LLVM_CONFIG OR NOT CLANG_19 OR NOT ZLIB_ARCHIVE OR NOT ZSTD_ARCHIVE OR LNP_SANITIZE)
  return()
endif()

# The functions of single elements, as LLVM's code for no CPU in particular.
set(bitcode ${PROJECT_BINARY_DIR}/scalars.bc)
add_custom_command(
  OUTPUT ${bitcode}
  COMMAND ${CLANG_19} -std=c++20 -O2 -fno-vectorize -fno-slp-vectorize -ffp-contract=off -fno-math-errno
          -fno-trapping-math -fwrapv -fno-strict-aliasing -march=x86-64-v2 -w
          -DLNP_ISA=isa_scalar -DLNP_ISA_LEVEL=0 -DLNP_ISA_NAME="scalar" -I${PROJECT_SOURCE_DIR}/src
          -emit-llvm -c ${LNP_OPS_DIR}/scalars_gen.cpp -o ${bitcode} -MD -MF ${bitcode}.d
  DEPENDS lnp_ops_gen ${LNP_OPS_DIR}/scalars_gen.cpp
  DEPFILE ${bitcode}.d
  VERBATIM)

function(lnp_ask_llvm variable)
  execute_process(COMMAND ${LLVM_CONFIG} --link-static ${ARGN} OUTPUT_VARIABLE answer
                  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(answer UNIX_COMMAND "${answer}")
  set(${variable} ${answer} PARENT_SCOPE)
endfunction()
lnp_ask_llvm(llvm_include --includedir)
lnp_ask_llvm(llvm_libraries --libs x86 aarch64 nvptx bitreader object)
lnp_ask_llvm(llvm_folder --libdir)

enable_language(ASM)
file(GLOB sources CONFIGURE_DEPENDS src/codegen/*.cpp)
add_library(code_generator MODULE ${sources} src/codegen/scalars_data.S src/ir/segment.cpp)
set_source_files_properties(src/codegen/scalars_data.S PROPERTIES
  OBJECT_DEPENDS ${bitcode} COMPILE_DEFINITIONS LNP_SCALARS="${bitcode}")
add_dependencies(code_generator lnp_ops_gen)
target_compile_features(code_generator PRIVATE cxx_std_20)
target_compile_options(code_generator PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
set_target_properties(code_generator PROPERTIES CXX_VISIBILITY_PRESET hidden INTERPROCEDURAL_OPTIMIZATION OFF)
target_include_directories(code_generator PRIVATE src ${LNP_OPS_DIR})
target_include_directories(code_generator SYSTEM PRIVATE ${llvm_include})
target_link_directories(code_generator PRIVATE ${llvm_folder})
target_link_libraries(code_generator PRIVATE ${llvm_libraries} ${ZLIB_ARCHIVE} ${ZSTD_ARCHIVE} ${CMAKE_DL_LIBS})
target_link_options(code_generator PRIVATE -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,--as-needed -Wl,-s -Wl,-z,defs)

add_dependencies(_core code_generator)
set_target_properties(code_generator PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${LNP_ENGINES})
install(TARGETS code_generator LIBRARY DESTINATION legate/numpy/_engines)
