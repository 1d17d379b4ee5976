#include "library/gather.h"

#include <xmmintrin.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/items.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // elements from which several threads pay

// Calls f(begin, end, fail) on pieces of [0, n); a piece that meets an index that does not fit calls fail(its position)
// and stops. False, with the first of them in `fault`, if there was one.
template <class F>
bool unless_out_of_range(const int64_t* index, int64_t n, int64_t extent, IndexFault* fault, Parallel& workers, F f) {
  std::atomic<int64_t> first_bad{n};
  auto fail = [&](int64_t i) {
    int64_t seen = first_bad.load();
    while (i < seen && !first_bad.compare_exchange_weak(seen, i)) {
    }
  };
  parallel_for(workers, n, kWorth, [&](int64_t begin, int64_t end) { f(begin, end, fail); });
  if (first_bad == n) return true;
  *fault = {index[first_bad], extent};
  return false;
}

// An index counted from the start; not below `extent` if it does not fit.
uint64_t settled(int64_t index, int64_t extent) {
  return static_cast<uint64_t>(index) + static_cast<uint64_t>(index < 0 ? extent : 0);
}

// Byte offsets of the elements of `inner`, relative to its first.
std::vector<int64_t> inner_offsets(const Layout* inner) {
  std::vector<int64_t> offsets{0};
  for (int d = 0; d < inner->ndim; ++d) {
    std::vector<int64_t> next;
    next.reserve(offsets.size() * static_cast<size_t>(inner->shape[d]));
    for (int64_t o : offsets)
      for (int64_t i = 0; i < inner->shape[d]; ++i) next.push_back(o + i * inner->strides[d]);
    offsets.swap(next);
  }
  return offsets;
}

// Writes the elements whose place is in [lo, hi).
template <class T>
void scatter_part(const Axis& to, int64_t lo, int64_t hi, const int64_t* index, int64_t n, const T* values,
                  int64_t step) {
  for (int64_t i = 0; i < n; ++i) {
    auto at = static_cast<int64_t>(settled(index[i], to.extent));
    if (at >= lo && at < hi) *reinterpret_cast<T*>(to.base + at * to.stride) = values[i * step];
  }
}

}  // namespace

bool check_indices(const int64_t* index, int64_t n, int64_t extent, IndexFault* fault, Parallel& workers) {
  return unless_out_of_range(index, n, extent, fault, workers, [=](int64_t begin, int64_t end, auto fail) {
    for (int64_t i = begin; i < end; ++i)
      if (settled(index[i], extent) >= static_cast<uint64_t>(extent)) return fail(i);
  });
}

bool gather_one(const Axis& from, const int64_t* index, int64_t n, size_t item, char* out, IndexFault* fault,
                Parallel& workers) {
  bool ok = false;
  with_item(item, [&](auto type) {
    using T = decltype(type);
    T* dst = reinterpret_cast<T*>(out);
    ok = unless_out_of_range(index, n, from.extent, fault, workers, [=](int64_t begin, int64_t end, auto fail) {
      for (int64_t i = begin; i < end; ++i) {
        uint64_t at = settled(index[i], from.extent);
        if (at >= static_cast<uint64_t>(from.extent)) return fail(i);
        dst[i] = *reinterpret_cast<const T*>(from.base + static_cast<int64_t>(at) * from.stride);
      }
    });
  });
  return ok;
}

void scatter_one(const Axis& to, const int64_t* index, int64_t n, size_t item, const char* values, bool one_value,
                 Parallel& workers) {
  bool elements_apart = std::llabs(to.stride) >= static_cast<int64_t>(item);
  with_item(item, [&](auto type) {
    using T = decltype(type);
    const T* src = reinterpret_cast<const T*>(values);
    int64_t step = one_value ? 0 : 1;
    // Each part of the axis has one thread, which takes the indices in order, so that the last of equal ones stays. More
    // parts would only read the indices more often: what takes time is fetching the lines that are written.
    int64_t parts = n >= kWorth && elements_apart ? 2 : 1;
    parallel_for(workers, parts, 2, [=](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; ++p)
        scatter_part(to, to.extent * p / parts, to.extent * (p + 1) / parts, index, n, src, step);
    });
  });
}

bool add_offsets(const int64_t* index, int64_t n, int64_t extent, int64_t stride, int64_t* offsets, IndexFault* fault,
                 Parallel& workers) {
  return unless_out_of_range(index, n, extent, fault, workers, [=](int64_t begin, int64_t end, auto fail) {
    for (int64_t i = begin; i < end; ++i) {
      uint64_t at = settled(index[i], extent);
      if (at >= static_cast<uint64_t>(extent)) return fail(i);
      offsets[i] += static_cast<int64_t>(at) * stride;
    }
  });
}

void gather(const char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, char* out,
            Parallel& workers) {
  int64_t run = inner->size;
  if (run == 0) return;
  if (inner->contiguous(item) && run > 1) {
    size_t bytes = static_cast<size_t>(run) * item;
    parallel_for(workers, n, std::max<int64_t>(2, kWorth / run), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) std::memcpy(out + static_cast<size_t>(i) * bytes, base + offsets[i], bytes);
    });
    return;
  }
  std::vector<int64_t> within = inner_offsets(inner);
  with_item(item, [&](auto type) {
    using T = decltype(type);
    parallel_for(workers, n, std::max<int64_t>(2, kWorth / run), [&](int64_t begin, int64_t end) {
      T* dst = reinterpret_cast<T*>(out) + begin * run;
      for (int64_t i = begin; i < end; ++i)
        for (int64_t w : within) std::memcpy(dst++, base + offsets[i] + w, sizeof(T));
    });
  });
}

void scatter(char* base, const int64_t* offsets, int64_t n, const Layout* inner, size_t item, const char* values) {
  std::vector<int64_t> within = inner_offsets(inner);
  with_item(item, [&](auto type) {
    using T = decltype(type);
    const T* src = reinterpret_cast<const T*>(values);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t w : within) std::memcpy(base + offsets[i] + w, src++, sizeof(T));
  });
}

namespace {

template <class T>
void add_values(char* base, const int64_t* offsets, int64_t n, const std::vector<int64_t>& within, const char* values) {
  const T* src = reinterpret_cast<const T*>(values);
  if (within.size() == 1) {
    for (int64_t i = 0; i < n; ++i) *reinterpret_cast<T*>(base + offsets[i]) += src[i];
    return;
  }
  for (int64_t i = 0; i < n; ++i)
    for (int64_t w : within) *reinterpret_cast<T*>(base + offsets[i] + w) += *src++;
}

// Sums of the usual types, without a call for each element.
bool add_plain(DType t, char* base, const int64_t* offsets, int64_t n, const std::vector<int64_t>& within,
               const char* values) {
  switch (t) {
    case DType::f64: add_values<double>(base, offsets, n, within, values); return true;
    case DType::f32: add_values<float>(base, offsets, n, within, values); return true;
    case DType::i64:
    case DType::u64: add_values<uint64_t>(base, offsets, n, within, values); return true;
    case DType::i32:
    case DType::u32: add_values<uint32_t>(base, offsets, n, within, values); return true;
    default: return false;
  }
}

}  // namespace

uint8_t update(const LoopTable& loops, const Loop& loop, bool sums, DType held, char* base, const int64_t* offsets,
               int64_t n, const Layout* inner, const char* values) {
  std::vector<int64_t> within = inner_offsets(inner);
  constexpr unsigned counted = 0x1d;  // of MXCSR: invalid, divide by zero, overflow, underflow
  _mm_setcsr(_mm_getcsr() & ~0x3fu);
  bool same = loop.in[0] == held && loop.out == held;
  if (sums && same && loop.in[1] == held && add_plain(held, base, offsets, n, within, values))
    return static_cast<uint8_t>(_mm_getcsr() & counted);
  alignas(16) char x[16], r[16];
  auto size = [](DType t) { return static_cast<int64_t>(item_size(t)); };
  auto cast = [&](DType from, DType to, char* in, char* out) {
    loops.cast[static_cast<int>(from)][static_cast<int>(to)](Tile{{out, in}, {size(to), size(from)}, {0, 0}, 1, 1});
  };
  Tile t{};
  t.n = t.rows = 1;
  t.p[0] = r;
  t.p[1] = x;
  t.p[2] = const_cast<char*>(values);
  t.step[0] = size(loop.out);
  t.step[1] = size(loop.in[0]);
  t.step[2] = size(loop.in[1]);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t w : within) {
      char* at = base + offsets[i] + w;
      if (same) {
        t.p[0] = t.p[1] = at;
        loop.fn(t);
      } else {
        cast(held, loop.in[0], at, x);
        loop.fn(t);
        cast(loop.out, held, r, at);
      }
      if (values) t.p[2] += t.step[2];
    }
  return static_cast<uint8_t>(_mm_getcsr() & counted);
}

}  // namespace lnp
