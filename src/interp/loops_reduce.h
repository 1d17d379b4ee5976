// Reductions and scans of one run of elements.
#pragma once
#include "interp/loops_tile.h"
#include "ir/segment.h"

namespace lnp::LNP_ISA {
namespace {

template <class T>
LNP_INLINE T load_at(const char* p, int64_t offset) {
  return *reinterpret_cast<const T*>(p + offset);
}

// f applied in T's compute type and rounded to T, as one element of the loop would be.
template <class F, class T>
LNP_INLINE T apply(T x, T y) {
  if constexpr (is_half<T>)
    return to_half(static_cast<float>(F::f(to_float(x), to_float(y))));
  else
    return static_cast<T>(F::f(x, y));
}

// From left to right. kFromZero: the first element is combined with the identity zero, which removes its sign.
template <class F, class T, bool kFromZero = false>
void reduce_in_order(char* out, const char* in, int64_t n, int64_t step) {
  T acc = load_at<T>(in, 0);
  if constexpr (kFromZero) acc = apply<F, T>(T{}, acc);
  for (int64_t i = 1; i < n; ++i) acc = apply<F, T>(acc, load_at<T>(in, i * step));
  *reinterpret_cast<T*>(out) = acc;
}

// Halves, rounded only at the end.
template <class F>
void reduce_half(char* out, const char* in, int64_t n, int64_t step) {
  float acc = to_float(load_at<half>(in, 0));
  for (int64_t i = 1; i < n; ++i) acc = F::f(acc, to_float(load_at<half>(in, i * step)));
  *reinterpret_cast<half*>(out) = to_half(acc);
}

template <class F, class T>
void scan_in_order(char* out, const char* in, int64_t n, int64_t out_step, int64_t in_step) {
  T acc = load_at<T>(in, 0);
  *reinterpret_cast<T*>(out) = acc;
  for (int64_t i = 1; i < n; ++i) {
    acc = apply<F, T>(acc, load_at<T>(in, i * in_step));
    *reinterpret_cast<T*>(out + i * out_step) = acc;
  }
}

// For functions of whole vectors: one element at a time through the row kernel, which gives the loop's own bits.
template <class K, bool kFromZero = false>
void reduce_by_kernel(char* out, const char* in, int64_t n, int64_t step) {
  using T = typename K::R;
  T acc = load_at<T>(in, 0);
  if constexpr (kFromZero) {
    const T zero{};
    K::template row<false, false, false>(&acc, &zero, &acc, nullptr, 1);
  }
  for (int64_t i = 1; i < n; ++i) {
    T x = load_at<T>(in, i * step);
    K::template row<false, false, false>(&acc, &acc, &x, nullptr, 1);
  }
  *reinterpret_cast<T*>(out) = acc;
}

template <class K>
void scan_by_kernel(char* out, const char* in, int64_t n, int64_t out_step, int64_t in_step) {
  using T = typename K::R;
  T acc = load_at<T>(in, 0);
  *reinterpret_cast<T*>(out) = acc;
  for (int64_t i = 1; i < n; ++i) {
    T x = load_at<T>(in, i * in_step);
    K::template row<false, false, false>(&acc, &acc, &x, nullptr, 1);
    *reinterpret_cast<T*>(out + i * out_step) = acc;
  }
}

// Whether any or all booleans are true; stops at the first block that decides it.
template <bool kAll>
LNP_INLINE bool decides(const uint8_t* p, int64_t n) {
  uint8_t found = 0;
  for (int64_t i = 0; i < n; ++i) found |= kAll ? p[i] == 0 : p[i];
  return found != 0;
}
template <bool kAll>
void reduce_truth(char* out, const char* in, int64_t n, int64_t step) {
  constexpr int64_t kChunk = 2048;
  bool decided = false;
  if (step == 1) {
    for (int64_t i = 0; i < n && !decided; i += kChunk)
      decided = decides<kAll>(reinterpret_cast<const uint8_t*>(in) + i, n - i < kChunk ? n - i : kChunk);
  } else {
    for (int64_t i = 0; i < n && !decided; ++i) decided = (in[i * step] != 0) != kAll;
  }
  *out = decided != kAll;
}

// For operations whose operands may be regrouped: many accumulators side by side.
inline constexpr int kLaneBytes = 256;
template <class T>
inline constexpr int kLanes = kLaneBytes / sizeof(T);

template <class F, class T>
LNP_INLINE void combine_lanes(char* out, const T* lane, const T* rest, int64_t n) {
  T acc = lane[0];
  for (int j = 1; j < kLanes<T>; ++j) acc = apply<F, T>(acc, lane[j]);
  for (int64_t i = 0; i < n; ++i) acc = apply<F, T>(acc, rest[i]);
  *reinterpret_cast<T*>(out) = acc;
}

// The compiler vectorises it.
template <class F, class T>
void reduce_in_lanes(char* out, const char* in, int64_t n, int64_t step) {
  constexpr int kLanes = LNP_ISA::kLanes<T>;
  if (step != sizeof(T) || n < 2 * kLanes) return reduce_in_order<F, T>(out, in, n, step);
  const T* p = reinterpret_cast<const T*>(in);
  alignas(64) T kept[kLanes];
  int64_t i = kLanes;
  {
    T lane[kLanes];
    for (int j = 0; j < kLanes; ++j) lane[j] = p[j];
    for (; i + kLanes <= n; i += kLanes)
      for (int j = 0; j < kLanes; ++j) lane[j] = apply<F, T>(lane[j], p[i + j]);
    memcpy(kept, lane, sizeof kept);
  }
  asm("" : "+m"(kept));  // or the single elements below would keep the lanes out of registers
  combine_lanes<F, T>(out, kept, p + i, n - i);
}

template <class F, class T>
inline constexpr bool kSkipsNaNs = requires { F::template kNothing<T>; };

// The same of real numbers, by one or two instructions a vector. Where NaNs decide, and there is one, all goes the long way; and so it
// does where nothing else is found.
template <class F, class T>
void reduce_numbers(char* out, const char* in, int64_t n, int64_t step) {
  constexpr int kLanes = LNP_ISA::kLanes<T>, kVectors = kLaneBytes / kVectorBytes;
  if (step != sizeof(T) || n < 2 * kLanes) return reduce_in_order<F, T>(out, in, n, step);
  typedef T V __attribute__((vector_size(kVectorBytes)));
  V lane[kVectors];
  decltype(lane[0] != lane[0]) nans{};
  for (int j = 0; j < kVectors; ++j) {
    memcpy(&lane[j], in + j * kVectorBytes, sizeof(V));
    if constexpr (kSkipsNaNs<F, T>)
      lane[j] = lane[j] == lane[j] ? lane[j] : V{} + F::template kNothing<T>;
    else
      nans |= lane[j] != lane[j];
  }
  int64_t i = kLanes;
  for (; i + kLanes <= n; i += kLanes)
    for (int j = 0; j < kVectors; ++j) {
      V x;
      memcpy(&x, in + i * sizeof(T) + j * kVectorBytes, sizeof x);
      if constexpr (!kSkipsNaNs<F, T>) nans |= x != x;
      lane[j] = F::numbers(lane[j], x);
    }
  const decltype(nans) none{};
  if (memcmp(&nans, &none, sizeof nans) != 0) return reduce_in_lanes<F, T>(out, in, n, step);
  T kept[kLanes];
  memcpy(kept, lane, sizeof kept);
  combine_lanes<F, T>(out, kept, reinterpret_cast<const T*>(in) + i, n - i);
  if constexpr (kSkipsNaNs<F, T>)
    if (load_at<T>(out, 0) == F::template kNothing<T>) reduce_in_lanes<F, T>(out, in, n, step);
}

// ---- NumPy's pairwise sum: blocks of 128 values in eight accumulators ----

inline constexpr int64_t kBlock = kPairwiseBlock;

// Eight accumulators in the widest vectors that the CPU has; a longer vector than that would go through the stack.
template <class W>
struct Eight {
  static constexpr int kBytes = 8 * sizeof(W) < kVectorBytes ? 8 * sizeof(W) : kVectorBytes;
  static constexpr int kParts = 8 * sizeof(W) / kBytes;
  typedef W Part __attribute__((vector_size(kBytes)));
  Part part[kParts];

  LNP_INLINE void load(const void* p) {
    for (int j = 0; j < kParts; ++j) memcpy(&part[j], static_cast<const char*>(p) + j * kBytes, kBytes);
  }
  LNP_INLINE void store(W* p) const {
    for (int j = 0; j < kParts; ++j) memcpy(reinterpret_cast<char*>(p) + j * kBytes, &part[j], kBytes);
  }
  LNP_INLINE void add(const Eight& o) {
    for (int j = 0; j < kParts; ++j) part[j] += o.part[j];
  }
};

template <class W, class T>
LNP_INLINE Eight<W> load_eight(const char* in, int64_t step) {
  Eight<W> r;
  if (!is_half<T> && step == sizeof(T)) {
    r.load(in);
    return r;
  }
  W value[8];
  for (int j = 0; j < 8; ++j) {
    if constexpr (is_half<T>)
      value[j] = to_float(load_at<T>(in, j * step));
    else
      value[j] = load_at<T>(in, j * step);
  }
  r.load(value);
  return r;
}

template <class W, class T>
LNP_INLINE W load_wide(const char* in, int64_t offset) {
  if constexpr (is_half<T>)
    return to_float(load_at<T>(in, offset));
  else
    return load_at<T>(in, offset);
}

template <class W, class T>
LNP_INLINE W block_sum(const char* in, int64_t n, int64_t step) {
  if (n < 8) {
    W sum = W(-0.0);
    for (int64_t i = 0; i < n; ++i) sum += load_wide<W, T>(in, i * step);
    return sum;
  }
  Eight<W> acc = load_eight<W, T>(in, step);
  int64_t i = 8;
  for (; i < n - n % 8; i += 8) acc.add(load_eight<W, T>(in + i * step, step));
  W r[8];
  acc.store(r);
  W sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  for (; i < n; ++i) sum += load_wide<W, T>(in, i * step);
  return sum;
}

template <class W, class T>
__attribute__((noinline)) W pairwise(const char* in, int64_t n, int64_t step) {
  if (n <= kBlock) {
    if (step == sizeof(T)) return block_sum<W, T>(in, n, sizeof(T));
    return block_sum<W, T>(in, n, step);
  }
  int64_t left = n / 2;
  left -= left % 8;
  return pairwise<W, T>(in, left, step) + pairwise<W, T>(in + left * step, n - left, step);
}

template <class T>
void reduce_pairwise(char* out, const char* in, int64_t n, int64_t step) {
  using W = wide<T>;
  W sum = W(0) + pairwise<W, T>(in, n, step);  // NumPy starts from zero: only a sum of negative zeros shows it
  if constexpr (is_half<T>)
    *reinterpret_cast<T*>(out) = to_half(sum);
  else
    *reinterpret_cast<T*>(out) = sum;
}

// Complex numbers: the same with four accumulators each for real and imaginary parts, so blocks of 64 numbers.
template <class W>
LNP_INLINE Eight<W> load_four(const char* in, int64_t step) {
  Eight<W> r;
  if (step == 2 * sizeof(W)) {
    r.load(in);
    return r;
  }
  cx<W> value[4];
  for (int j = 0; j < 4; ++j) value[j] = load_at<cx<W>>(in, j * step);
  r.load(value);
  return r;
}

template <class W>
__attribute__((noinline)) cx<W> pairwise_complex(const char* in, int64_t n, int64_t step) {
  if (n < 4) {
    cx<W> sum{W(-0.0), W(-0.0)};
    for (int64_t i = 0; i < n; ++i) sum = sum + load_at<cx<W>>(in, i * step);
    return sum;
  }
  if (n <= kBlock / 2) {
    Eight<W> acc = load_four<W>(in, step);
    int64_t i = 4;
    for (; i < n - n % 4; i += 4) acc.add(load_four<W>(in + i * step, step));
    W r[8];
    acc.store(r);
    cx<W> sum{(r[0] + r[2]) + (r[4] + r[6]), (r[1] + r[3]) + (r[5] + r[7])};
    for (; i < n; ++i) sum = sum + load_at<cx<W>>(in, i * step);
    return sum;
  }
  int64_t left = n / 2;
  left -= left % 4;
  return pairwise_complex<W>(in, left, step) + pairwise_complex<W>(in + left * step, n - left, step);
}

template <class T>
void reduce_pairwise_complex(char* out, const char* in, int64_t n, int64_t step) {
  *reinterpret_cast<cx<T>*>(out) = cx<T>{} + pairwise_complex<T>(in, n, step);
}

}  // namespace
}  // namespace lnp::LNP_ISA
