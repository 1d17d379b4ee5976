// Memory and what looks at it: Storage (bytes), Buffer (what views share), View (a window with a dtype).
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/dtype.h"
#include "core/layout.h"

namespace lnp {

// Bytes from an engine's allocator, or foreign memory with an owner. Reference-counted under the stream's lock.
struct Storage {
  char* data;  // null while the engine has the content elsewhere, or none yet: Engine::fetch() brings it
  size_t bytes;
  uint32_t refs;
  void (*release)(Storage*);  // frees the bytes and the Storage
  void* owner;                // for `release`
};

inline void unref(Storage* s) {
  if (--s->refs == 0) s->release(s);
}

// What views share. It points to its storage, so that the storage can be swapped under all of them.
// A buffer dies when no handle holds it and it is not part of the pending stream.
// A program has thousands of them in each flush, so it is one cache line.
struct alignas(64) Buffer {
  Storage* storage;    // null until the first kernel writes it
  const Layout* base;  // allocation shape, C-contiguous; views decompose over it
  int64_t bytes;
  void* owner;       // the handle that made it, while that lives: NumPy's `base` of the other handles
  uint32_t handles;  // ndarray handles that view it
  uint32_t epoch;    // stream epoch in which `number` and `written` hold
  uint32_t exports;  // live exports (buffer protocol, __array__, DLPack): while > 0 nothing on it is lazy. Not beside
                     // `handles`: compilers would read both at once, which has to wait for the write of one
  uint32_t number;   // its number in that epoch's stream, by first use
  int64_t origin;    // offset of that first use; operands are recorded relative to it
  bool written;      // some pending node writes it
  bool foreign;      // memory that other code may write: never lazy
  bool pinned;       // its address was given away: never lazy, storage never swapped

  bool live() const { return handles != 0 || exports != 0; }  // whether anybody may look at it
  bool eager() const { return foreign | pinned | (exports != 0); }
};

// Buffers that are free to be used again, linked by `owner`: they come and go with every temporary.
extern Buffer* g_spare_buffers;
Buffer* more_buffers();

inline Buffer* new_buffer(const Layout* base, int64_t bytes) {
  Buffer* b = g_spare_buffers ? g_spare_buffers : more_buffers();
  g_spare_buffers = static_cast<Buffer*>(b->owner);
  *b = Buffer{};
  b->base = base;
  base->refs++;
  b->bytes = bytes;
  return b;
}

// Also drops its storage.
inline void free_buffer(Buffer* b) {
  if (b->storage) unref(b->storage);
  b->base->refs--;
  b->owner = std::exchange(g_spare_buffers, b);
}

// A window on a buffer. Plain data; whoever keeps one counts the references (Buffer::handles, Layout::refs).
struct View {
  Buffer* buffer;
  const Layout* layout;
  int64_t offset;  // bytes from the storage's start
  DType dtype;
  bool readonly = false;

  View with(const Layout* l, int64_t at) const { return View{buffer, l, at, dtype, readonly}; }
  bool contiguous() const { return layout->contiguous(item_size(dtype)); }
  char* data() const { return buffer->storage->data + offset; }
};

}  // namespace lnp
