// Found before libucp's own ucp_config_modify when it is loaded for all to see. Realm sets an option of the InfiniBand
// module, which PyPI's libucx does not have, and gives up on the error; here that one option may be missing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>

typedef int (*modify_fn)(void*, const char*, const char*);

enum { kNotLoaded = -1 };  // UCS_ERR_NO_MESSAGE

__attribute__((visibility("default"))) int ucp_config_modify(void* config, const char* name, const char* value) {
  void* library = dlopen("libucp.so.0", RTLD_NOLOAD | RTLD_LAZY);
  modify_fn modify = library ? (modify_fn)dlsym(library, "ucp_config_modify") : NULL;
  int status = modify ? modify(config, name, value) : kNotLoaded;
  return status != 0 && strstr(name, "IB_SEG_SIZE") ? 0 : status;
}
