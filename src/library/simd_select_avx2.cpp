// Compiled for AVX2: no header here may have inline functions that other files share.
#include <immintrin.h>

#include "library/simd_compaction.h"
#include "library/simd_select.h"

namespace lnp {
namespace {

#define LNP_INLINE inline __attribute__((always_inline))

// For each mask of eight lanes of 16 bits, the bytes of those in it first.
struct Bytes {
  alignas(16) uint8_t order[256][16];
  constexpr Bytes() : order() {
    for (int mask = 0; mask < 256; ++mask) {
      int at = 0;
      for (int lane = 0; lane < 8; ++lane)
        if (mask >> lane & 1)
          for (int byte = 0; byte < 2; ++byte) order[mask][at++] = static_cast<uint8_t>(2 * lane + byte);
    }
  }
};
constexpr Bytes kBytes{};

// Vectors of kCount elements, and what a comparison gives: all bits of a lane or none.
template <class T, size_t kSize = sizeof(T)>
struct Lanes;

template <class T>
struct Lanes<T, 8> {
  typedef T Vector __attribute__((vector_size(32)));
  typedef int64_t Mask __attribute__((vector_size(32)));
  static constexpr int kCount = 4;
  static LNP_INLINE unsigned bits(Mask m) {
    return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(m)));
  }
  static LNP_INLINE Vector packed(Vector v, unsigned mask) { return brought_together<4>(v, mask ^ 0xf); }
};

template <class T>
struct Lanes<T, 4> {
  typedef T Vector __attribute__((vector_size(32)));
  typedef int32_t Mask __attribute__((vector_size(32)));
  static constexpr int kCount = 8;
  static LNP_INLINE unsigned bits(Mask m) {
    return static_cast<unsigned>(_mm256_movemask_ps(reinterpret_cast<__m256>(m)));
  }
  static LNP_INLINE Vector packed(Vector v, unsigned mask) { return brought_together<8>(v, mask ^ 0xff); }
};

template <class T>
struct Lanes<T, 2> {
  typedef T Vector __attribute__((vector_size(16)));
  typedef int16_t Mask __attribute__((vector_size(16)));
  static constexpr int kCount = 8;
  static LNP_INLINE unsigned bits(Mask m) {
    __m128i v = reinterpret_cast<__m128i>(m);
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(v, _mm_setzero_si128())));
  }
  static LNP_INLINE Vector packed(Vector v, unsigned mask) {
    __m128i order = _mm_load_si128(reinterpret_cast<const __m128i*>(kBytes.order[mask]));
    return reinterpret_cast<Vector>(_mm_shuffle_epi8(reinterpret_cast<__m128i>(v), order));
  }
};

template <class V, class T>
LNP_INLINE V load(const T* p) {
  V v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
template <class V, class T>
LNP_INLINE void store(T* p, V v) {
  __builtin_memcpy(p, &v, sizeof v);
}

LNP_INLINE int count_of(unsigned mask) { return __builtin_popcount(mask); }

// body(i, v) for vectors from element i on, then rest(i) for the elements that are left.
template <class T, class Body, class Rest>
LNP_INLINE void each(const T* from, int64_t n, Body body, Rest rest) {
  using L = Lanes<T>;
  int64_t i = 0;
  for (; i + L::kCount <= n; i += L::kCount) body(i, load<typename L::Vector>(from + i));
  for (; i < n; ++i) rest(i);
}

// The place of each element is the number of those that come before it.
template <class T>
void sort_tiny(const T* from, T* to, int64_t n) {
  using L = Lanes<T>;
  using V = typename L::Vector;
  constexpr int kVectors = kTiny / L::kCount;
  T x[kTiny];
  for (int64_t i = 0; i < n; ++i) x[i] = from[i];
  for (int64_t i = n; i < kTiny; ++i) x[i] = x[0];
  const int64_t vectors = (n + L::kCount - 1) / L::kCount;
  V v[kVectors];
  unsigned numbers = 0, used = (1u << n) - 1;
  for (int k = 0; k < kVectors; ++k) {
    v[k] = load<V>(x + k * L::kCount);
    numbers |= L::bits(v[k] == v[k]) << k * L::kCount;
  }
  for (int64_t i = 0; i < n; ++i) {
    const V mine = x[i] - V{};
    unsigned below = 0, equal = 0, earlier = (1u << i) - 1;
    for (int k = 0; k < vectors; ++k) {
      below |= L::bits(v[k] < mine) << k * L::kCount;
      equal |= L::bits(v[k] == mine) << k * L::kCount;
    }
    if (!(numbers >> i & 1)) {
      below = numbers;
      equal = ~numbers;
    }
    to[count_of((below | (equal & earlier)) & used)] = x[i];
  }
}

template <class T>
Around around(const T* from, int64_t n, T value) {
  using L = Lanes<T>;
  const typename L::Vector limit = value - typename L::Vector{};
  Around a{0, 0};
  each(
      from, n,
      [&](int64_t, typename L::Vector v) {
        a.below += count_of(L::bits(v < limit));
        a.upto += count_of(L::bits(v <= limit));
      },
      [&](int64_t i) {
        a.below += from[i] < value;
        a.upto += from[i] <= value;
      });
  return a;
}

template <class T>
Around between(const T* from, int64_t n, T low, T high, T* out) {
  using L = Lanes<T>;
  using V = typename L::Vector;
  const V least = low - V{}, most = high - V{};
  T* at = out;
  int64_t to_low = 0;
  each(
      from, n,
      [&](int64_t, V v) {
        unsigned below = L::bits(v <= least), within = L::bits(v < most) & ~below;
        to_low += count_of(below);
        store(at, L::packed(v, within));
        at += count_of(within);
      },
      [&](int64_t i) {
        bool below = from[i] <= low;
        to_low += below;
        *at = from[i];
        at += from[i] < high && !below;
      });
  return {to_low, to_low + (at - out)};
}

// The chosen lanes to a pile; of the rest of the vector nothing is written from `end` on.
template <class L, class T>
LNP_INLINE void lay(T*& at, T* end, typename L::Vector v, unsigned mask) {
  typename L::Vector chosen = L::packed(v, mask);
  if (end - at >= L::kCount) {
    store(at, chosen);
    at += count_of(mask);
    return;
  }
  T few[L::kCount];
  store(few, chosen);
  for (int k = 0; k < count_of(mask); ++k) *at++ = few[k];
}

// lay(pile, i, v, mask) for the vectors, lay_one(pile, i) for the elements that are left.
template <class T, class Lay, class LayOne>
LNP_INLINE void deal_out(const T* from, int64_t n, T value, Lay lay_some, LayOne lay_one) {
  using L = Lanes<T>;
  constexpr unsigned kAll = (1u << L::kCount) - 1;
  const typename L::Vector limit = value - typename L::Vector{};
  each(
      from, n,
      [&](int64_t i, typename L::Vector v) {
        unsigned below = L::bits(v < limit), equal = L::bits(v == limit);
        lay_some(0, i, v, below);
        if (equal) lay_some(1, i, v, equal);
        lay_some(2, i, v, kAll & ~(below | equal));
      },
      [&](int64_t i) {
        lay_one(from[i] < value ? 0 : from[i] == value ? 1 : 2, i);
      });
}

template <class T>
void deal(const T* from, int64_t n, T value, Piles<T> piles) {
  using L = Lanes<T>;
  deal_out(
      from, n, value,
      [&](int pile, int64_t, typename L::Vector v, unsigned mask) { lay<L>(piles.at[pile], piles.end[pile], v, mask); },
      [&](int pile, int64_t i) { *piles.at[pile]++ = from[i]; });
}

template <class T>
void deal_positions(const T* from, int64_t n, T value, int64_t first, Piles<int64_t> piles) {
  using Four = Lanes<int64_t>;
  const Four::Vector steps{0, 1, 2, 3};
  deal_out(
      from, n, value,
      [&](int pile, int64_t i, typename Lanes<T>::Vector, unsigned mask) {
        for (int part = 0; part < Lanes<T>::kCount; part += Four::kCount)
          lay<Four>(piles.at[pile], piles.end[pile], first + i + part + steps, mask >> part & 0xf);
      },
      [&](int pile, int64_t i) { *piles.at[pile]++ = first + i; });
}

}  // namespace

template <class T>
SelectSteps<T> simd_select_steps() {
  return {sort_tiny<T>, around<T>, between<T>, deal<T>, deal_positions<T>};
}

template SelectSteps<int16_t> simd_select_steps();
template SelectSteps<uint16_t> simd_select_steps();
template SelectSteps<int32_t> simd_select_steps();
template SelectSteps<uint32_t> simd_select_steps();
template SelectSteps<int64_t> simd_select_steps();
template SelectSteps<uint64_t> simd_select_steps();
template SelectSteps<float> simd_select_steps();
template SelectSteps<double> simd_select_steps();

}  // namespace lnp
