#include "library/range.h"

#include <algorithm>
#include <type_traits>

#include "core/loops.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // elements from which several threads pay

// U: an unsigned type. Signed numbers have the same bits.
template <class U>
void continue_integers(char* data, int64_t n, Parallel& workers) {
  using Wide = std::common_type_t<U, unsigned>;  // the product of two smaller ones could overflow int
  U* out = reinterpret_cast<U*>(data);
  Wide first = out[0], delta = static_cast<U>(out[1] - out[0]);
  parallel_for(workers, n, kWorth, [=](int64_t begin, int64_t end) {
    begin = std::max<int64_t>(begin, 2);
    Wide value = first + static_cast<Wide>(begin) * delta;
    constexpr int kLanes = 8;  // which do not wait for each other
    Wide ahead[kLanes];
    for (int k = 0; k < kLanes; ++k) ahead[k] = static_cast<Wide>(k) * delta;
    int64_t i = begin;
    for (; i + kLanes <= end; i += kLanes, value += kLanes * delta)
      for (int k = 0; k < kLanes; ++k) out[i + k] = static_cast<U>(value + ahead[k]);
    for (; i < end; ++i, value += delta) out[i] = static_cast<U>(value);
  });
}

// `parts` is 2 for complex numbers, which progress in both parts.
template <class T>
void continue_reals(char* data, int64_t n, int64_t parts, Parallel& workers) {
  T* out = reinterpret_cast<T*>(data);
  for (int64_t k = 0; k < parts; ++k) {
    T first = out[k], delta = out[parts + k] - first;
    parallel_for(workers, n, kWorth, [=](int64_t begin, int64_t end) {
      constexpr int64_t kBlock = 1 << 20;  // whose numbers are int32s: CPUs convert these in vectors
      for (int64_t from = std::max<int64_t>(begin, 2); from < end; from += kBlock) {
        const auto base = static_cast<double>(from);
        const auto count = static_cast<int32_t>(std::min(kBlock, end - from));
        T* to = out + from * parts + k;
        for (int32_t i = 0; i < count; ++i) to[i * parts] = first + static_cast<T>(base + i) * delta;
      }
    });
  }
}

void convert(DType from, DType to, const void* in, void* out, int64_t n) {
  Tile t{{static_cast<char*>(out), static_cast<char*>(const_cast<void*>(in))},
         {static_cast<int64_t>(item_size(to)), static_cast<int64_t>(item_size(from))},
         {0, 0},
         n,
         1};
  loop_table().cast[static_cast<int>(from)][static_cast<int>(to)](t);
}

void continue_halves(char* data, int64_t n, Parallel& workers) {
  constexpr int64_t kBlock = 1024, kItem = 2;
  float start[2];
  convert(DType::f16, DType::f32, data, start, 2);
  float first = start[0], delta = start[1] - start[0];
  int64_t blocks = (n - 2 + kBlock - 1) / kBlock;
  parallel_for(workers, blocks, kWorth / kBlock, [=](int64_t begin, int64_t end) {
    float values[kBlock];
    for (int64_t b = begin; b < end; ++b) {
      int64_t at = 2 + b * kBlock, count = std::min(kBlock, n - at);
      for (int64_t i = 0; i < count; ++i) values[i] = first + static_cast<float>(at + i) * delta;
      convert(DType::f32, DType::f16, values, data + at * kItem, count);
    }
  });
}

}  // namespace

void continue_range(DType t, char* data, int64_t n, Parallel& workers) {
  if (n <= 2) return;
  switch (t) {
    case DType::f16: return continue_halves(data, n, workers);
    case DType::f32: return continue_reals<float>(data, n, 1, workers);
    case DType::f64: return continue_reals<double>(data, n, 1, workers);
    case DType::c64: return continue_reals<float>(data, n, 2, workers);
    case DType::c128: return continue_reals<double>(data, n, 2, workers);
    default: break;
  }
  switch (item_size(t)) {
    case 1: return continue_integers<uint8_t>(data, n, workers);
    case 2: return continue_integers<uint16_t>(data, n, workers);
    case 4: return continue_integers<uint32_t>(data, n, workers);
    default: return continue_integers<uint64_t>(data, n, workers);
  }
}

}  // namespace lnp
