// libcuda.so.1 for machines without an NVIDIA driver. Legate's libraries link to it even where they run on CPUs alone;
// this one answers that there is no device. Loaded only where the real one is absent.
#include <stddef.h>
#include <string.h>

enum { kSuccess = 0, kNoDevice = 100 };  // CUresult

#define EXPORT __attribute__((visibility("default")))

// Every entry point, whatever its arguments: the caller cleans the stack, and an error makes no output valid.
EXPORT int cuInit(void) { return kNoDevice; }
EXPORT int cuMemFreeHost(void) { return kNoDevice; }
EXPORT int cuMemFree_v2(void) { return kNoDevice; }

EXPORT int cuGetErrorName(int error, const char** name) {
  (void)error;
  *name = "CUDA_ERROR_NO_DEVICE";
  return kSuccess;
}

EXPORT int cuGetErrorString(int error, const char** text) {
  (void)error;
  *text = "no CUDA-capable device is detected";
  return kSuccess;
}

EXPORT int cuGetProcAddress_v2(const char* symbol, void** function, int version, unsigned long long flags, int* found);

EXPORT int cuGetProcAddress(const char* symbol, void** function, int version, unsigned long long flags) {
  return cuGetProcAddress_v2(symbol, function, version, flags, NULL);
}

EXPORT int cuGetProcAddress_v2(const char* symbol, void** function, int version, unsigned long long flags, int* found) {
  (void)version;
  (void)flags;
  if (found) *found = 0;
  if (strcmp(symbol, "cuGetErrorName") == 0)
    *function = (void*)cuGetErrorName;
  else if (strcmp(symbol, "cuGetErrorString") == 0)
    *function = (void*)cuGetErrorString;
  else if (strcmp(symbol, "cuGetProcAddress") == 0)
    *function = version >= 12000 ? (void*)cuGetProcAddress_v2 : (void*)cuGetProcAddress;
  else
    *function = (void*)cuInit;
  return kSuccess;
}
