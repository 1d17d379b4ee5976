#include "python/check.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "python/array.h"
#include "python/users_line.h"

namespace lnp::py {
namespace {

// As python/legate/numpy/_check.py reads it. Small enough that a pipe takes it in one piece.
struct Record {
  uint64_t number, hash;
  char place[240];
};
static_assert(sizeof(Record) == 256);

int g_descriptor = -1;
uint64_t g_number = 0;

// FNV-1a.
struct Hash {
  uint64_t h = 0xcbf29ce484222325ull;
  void add(const void* data, size_t n) {
    for (size_t i = 0; i < n; ++i) h = (h ^ static_cast<const unsigned char*>(data)[i]) * 0x100000001b3ull;
  }
  void add(uint64_t n) { add(&n, sizeof n); }
};

// What a stream says, without its addresses.
uint64_t hash_of(const Stream& stream) {
  Hash h;
  for (size_t n = 0; n < stream.nodes(); ++n) {
    const NodeHeader& header = stream.header(n);
    h.add(&header, sizeof header);
    for (int k = 0; k <= header.nin; ++k) {
      const Operand& op = stream.operands(n)[k];
      h.add(static_cast<uint64_t>(op.dtype));
      if (op.immediate()) {
        h.add(stream.immediates()[op.offset].bytes, item_size(op.dtype));
        continue;
      }
      h.add(op.layout->hash);
      h.add(static_cast<uint64_t>(op.offset));
      h.add(op.buffer);
    }
  }
  for (uint32_t b = 0; b < stream.buffers(); ++b) {
    const Buffer* buffer = stream.buffer(b);
    h.add(buffer->base->hash);
    h.add((buffer->handles != 0) | (buffer->exports != 0) << 1 | (buffer->storage != nullptr) << 2);
  }
  return h.h;
}

// Where what is pending begins in the user's program, and where it has come to.
std::string place_of(const Stream& stream) {
  auto [file, line] = users_line();
  std::string now = file + ":" + std::to_string(line);
  for (size_t n = 0; n < stream.nodes(); ++n) {
    auto* code = static_cast<PyCodeObject*>(stream.site(n).code);
    const char* begin = code ? PyUnicode_AsUTF8(code->co_filename) : nullptr;
    if (!is_users(begin)) continue;
    std::string first = begin + (":" + std::to_string(PyCode_Addr2Line(code, stream.site(n).instruction)));
    return first == now ? now : first + " to " + now;
  }
  return now;
}

void write_record(uint64_t hash, const std::string& place) {
  Record r{++g_number, hash, {}};
  std::memcpy(r.place, place.data(), std::min(place.size(), sizeof r.place - 1));
  // A helper that is gone has said why.
  if (write(g_descriptor, &r, sizeof r) != static_cast<ssize_t>(sizeof r)) g_checking = false;
}

}  // namespace

bool g_checking = false;

void check_to(int descriptor) {
  g_descriptor = descriptor;
  g_checking = true;
}

void check_flush() { write_record(hash_of(runtime().stream()), place_of(runtime().stream())); }

void check_step(uint64_t what) { write_record(what, place_of(runtime().stream())); }

}  // namespace lnp::py
