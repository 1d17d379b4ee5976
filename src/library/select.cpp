#include "library/select.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <random>
#include <type_traits>
#include <utility>

#include "library/arg.h"
#include "library/lanes.h"
#include "library/order_keys.h"
#include "library/quicksort.h"
#include "library/simd.h"
#include "library/simd_select.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 15;  // elements from which several threads pay
constexpr int kDeepest = 8;          // samples that may mislead us

// ---- steps without vectors ----

// In NumPy's order.
template <class T>
bool before(T x, T y) {
  return x < y || (y != y && x == x);
}

template <class T>
struct PlainSteps {
  static void sort_tiny(const T* from, T* to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      T x = from[i];
      int64_t at = i;
      for (; at > 0 && before(x, to[at - 1]); --at) to[at] = to[at - 1];
      to[at] = x;
    }
  }
  static Around around(const T* from, int64_t n, T value) {
    Around a{0, 0};
    for (int64_t i = 0; i < n; ++i) {
      a.below += from[i] < value;
      a.upto += from[i] <= value;
    }
    return a;
  }
  static Around between(const T* from, int64_t n, T low, T high, T* out) {
    int64_t to_low = 0, count = 0;
    for (int64_t i = 0; i < n; ++i) {
      to_low += from[i] <= low;
      out[count] = from[i];
      count += low < from[i] && from[i] < high;
    }
    return {to_low, to_low + count};
  }
  static int pile(T x, T value) { return x < value ? 0 : x == value ? 1 : 2; }
  static void deal(const T* from, int64_t n, T value, Piles<T> piles) {
    for (int64_t i = 0; i < n; ++i) *piles.at[pile(from[i], value)]++ = from[i];
  }
  static void deal_positions(const T* from, int64_t n, T value, int64_t first, Piles<int64_t> piles) {
    for (int64_t i = 0; i < n; ++i) *piles.at[pile(from[i], value)]++ = first + i;
  }
};

template <class T>
SelectSteps<T> select_steps() {
  if constexpr (sizeof(T) <= 8)
    if (has_avx2()) return simd_select_steps<T>();
  using P = PlainSteps<T>;
  return {P::sort_tiny, P::around, P::between, P::deal, P::deal_positions};
}

// ---- selections of one lane ----

template <class T>
constexpr T lowest() {
  if constexpr (std::is_floating_point_v<T>)
    return -std::numeric_limits<T>::infinity();
  else
    return std::is_signed_v<T> ? std::numeric_limits<T>::min() : T{0};
}
template <class T>
constexpr T highest() {
  if constexpr (std::is_floating_point_v<T>)
    return std::numeric_limits<T>::infinity();
  else
    return std::is_signed_v<T> ? std::numeric_limits<T>::max() : static_cast<T>(~T{0});
}

template <class T>
bool is_number(T x) {
  return x == x;
}

// What is at position k of the sorted elements: `below` elements are less, those up to `upto` are not greater. For a NaN
// these are what they are for the greatest number, which stands for it.
template <class T>
struct Kth {
  T value;
  int64_t below, upto;
  bool nan = false;
};

// Positions in a part of a lane, which begins at `first`, at which it is to be partitioned.
struct Wanted {
  const int64_t *begin, *end;
  int64_t first = 0;

  bool none() const { return begin == end; }
  bool at_start() const { return begin < end && *begin == first; }
  bool at_end(int64_t n) const { return begin < end && end[-1] == first + n - 1; }
  int64_t middle() const { return begin[(end - begin) / 2] - first; }
  Wanted below(int64_t n) const { return {begin, std::lower_bound(begin, end, first + n), first}; }
  Wanted from(int64_t n) const { return {std::lower_bound(begin, end, first + n), end, first + n}; }
};

// Of elements that have vectors, or of ranks: what is smaller comes first, NaNs last.
template <class T>
class Selection {
 public:
  Selection(int64_t n, Parallel& workers) : n_(n), workers_(workers) {}

  // from[0..n) to to[0..n), which is apart.
  void partition(const T* from, T* to, int64_t n, Wanted wanted) {
    if (n <= kTiny) return steps_.sort_tiny(from, to, n);
    Kth<T> kth = find(from, n, wanted.middle());
    deal(from, n, kth, to, [this](const T* part, int64_t count, int64_t, T value, Piles<T> piles) {
      steps_.deal(part, count, value, piles);
    });
    refine(to, kth.below, wanted.below(kth.below));
    if (!kth.nan) refine(to + kth.upto, n - kth.upto, wanted.from(kth.upto));
  }

  // The positions of these elements, in the same order.
  void argpartition(const T* from, int64_t* to, int64_t n, Wanted wanted) {
    if (n <= kTiny) {
      std::iota(to, to + n, 0);
      return sort_tiny(from, to, n);
    }
    Kth<T> kth = find(from, n, wanted.middle());
    deal(from, n, kth, to, [this](const T* part, int64_t count, int64_t first, T value, Piles<int64_t> piles) {
      steps_.deal_positions(part, count, value, first, piles);
    });
    refine(from, to, kth.below, wanted.below(kth.below));
    if (!kth.nan) refine(from, to + kth.upto, n - kth.upto, wanted.from(kth.upto));
  }

 private:
  void refine(T* data, int64_t n, Wanted wanted) {
    if (wanted.none()) return;
    if (n <= kTiny) return steps_.sort_tiny(data, data, n);
    if (wanted.at_end(n)) {
      std::swap(data[greatest(data, n)], data[n - 1]);
      return refine(data, n - 1, {wanted.begin, wanted.end - 1, wanted.first});
    }
    if (wanted.at_start()) {
      std::swap(data[least(data, n)], data[0]);
      return refine(data + 1, n - 1, wanted.from(1));
    }
    T* copy = room(&copy_);
    std::copy(data, data + n, copy);
    partition(copy, data, n, wanted);
  }

  // The positions of some elements of all.
  void refine(const T* all, int64_t* positions, int64_t n, Wanted wanted) {
    if (wanted.none()) return;
    if (n <= kTiny) return sort_tiny(all, positions, n);
    std::vector<T> elements(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) elements[static_cast<size_t>(i)] = all[positions[i]];
    if (wanted.at_end(n)) {
      std::swap(positions[greatest(elements.data(), n)], positions[n - 1]);
      return refine(all, positions, n - 1, {wanted.begin, wanted.end - 1, wanted.first});
    }
    if (wanted.at_start()) {
      std::swap(positions[least(elements.data(), n)], positions[0]);
      return refine(all, positions + 1, n - 1, wanted.from(1));
    }
    std::vector<int64_t> old(positions, positions + n), order(static_cast<size_t>(n));
    argpartition(elements.data(), order.data(), n, wanted);
    for (int64_t i = 0; i < n; ++i) positions[i] = old[static_cast<size_t>(order[static_cast<size_t>(i)])];
  }

  static void sort_tiny(const T* all, int64_t* positions, int64_t n) {
    for (int64_t i = 1; i < n; ++i) {
      int64_t position = positions[i], at = i;
      for (; at > 0 && before(all[position], all[positions[at - 1]]); --at) positions[at] = positions[at - 1];
      positions[at] = position;
    }
  }

  int64_t greatest(const T* x, int64_t n) {
    if constexpr (kHasVectors)
      return first_greatest(x, n, workers_);
    else
      return std::max_element(x, x + n) - x;
  }
  int64_t least(const T* x, int64_t n) {
    if constexpr (kHasVectors)
      return first_least(x, n, workers_);
    else
      return std::min_element(x, x + n) - x;
  }

  // ---- ranks, as sort_few() takes them where there are vectors ----

  static constexpr bool kHasVectors = sizeof(T) <= 8;
  using Word = typename OrderKey<T>::Word;
  using Rank = std::conditional_t<sizeof(T) <= 4, int32_t, std::conditional_t<kHasVectors, int64_t, T>>;
  static constexpr Word kTurn = kHasVectors ? static_cast<Word>(Word{1} << (8 * sizeof(T) - 1)) : Word{0};

  static Rank rank(T x) {
    Word turned = OrderKey<T>::rank(x) ^ kTurn;
    if constexpr (kHasVectors)
      return static_cast<std::make_signed_t<Word>>(turned);
    else
      return turned;
  }
  static T element(Rank r) { return OrderKey<T>::element(static_cast<Word>(static_cast<Word>(r) ^ kTurn)); }

  static constexpr int64_t kSample = 1024;
  static constexpr int64_t kFew = sizeof(T) <= 4 ? kFew32 : kFew64;  // elements for which a sample does not pay

  void sort_ranks(Rank* ranks, int64_t n) {
    if constexpr (kHasVectors)
      if (has_avx2()) return QuickSort<Rank>(alone_)(ranks, spare_, n);
    std::sort(ranks, ranks + n);
  }

  // ---- finding the element ----

  // Samples say between which two elements it is probably: few others are, and the search goes on among them.
  Kth<T> find(const T* x, int64_t n, int64_t k, int depth = 0) {
    if (n <= kFew) return find_among_few(x, n, k);
    if (depth == kDeepest) return find_by_rank(x, n, k);
    auto [low, high] = bounds(x, n, k);
    T* among = room(&rooms_[depth]);
    for (;;) {
      Around b = between(x, n, low, high, among);
      if (b.below <= k && k < b.upto) {
        Kth<T> found = find(among, b.upto - b.below, k - b.below, depth + 1);
        return {found.value, found.below + b.below, found.upto + b.below};
      }
      T bound = k < b.below ? low : high;
      Around a = around(x, n, bound);
      bool nan = k >= a.upto && bound == highest<T>();
      if (nan || (a.below <= k && k < a.upto)) return {bound, a.below, a.upto, nan};
      low = k < a.below ? lowest<T>() : bound;
      high = k < a.below ? bound : highest<T>();
    }
  }

  Kth<T> find_by_rank(const T* x, int64_t n, int64_t k) {
    std::vector<Rank> ranks(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) ranks[static_cast<size_t>(i)] = rank(x[i]);
    std::nth_element(ranks.begin(), ranks.begin() + k, ranks.end());
    return at_rank(x, n, ranks[static_cast<size_t>(k)]);
  }

  Kth<T> find_among_few(const T* x, int64_t n, int64_t k) {
    Rank ranks[kFew];
    for (int64_t i = 0; i < n; ++i) ranks[i] = rank(x[i]);
    sort_ranks(ranks, n);
    return at_rank(x, n, ranks[k]);
  }

  Kth<T> at_rank(const T* x, int64_t n, Rank r) const {
    T value = element(r);
    bool nan = !is_number(value);
    if (nan) value = highest<T>();
    Around a = steps_.around(x, n, value);
    return {value, a.below, a.upto, nan};
  }

  // Two values, the first not above the second, between which the k-th element is with a probability of nearly one.
  std::pair<T, T> bounds(const T* x, int64_t n, int64_t k) {
    int64_t count = std::clamp(n / 64, kFew, kSample), numbers = 0, step = n / count;
    Rank sample[kSample];
    for (int64_t i = 0; i < count; ++i) {
      T found = x[i * step + static_cast<int64_t>(random_() * static_cast<uint64_t>(step) >> 31)];
      if (is_number(found)) sample[numbers++] = rank(found);
    }
    double share = static_cast<double>(k) / static_cast<double>(n), size = static_cast<double>(count);
    auto margin = static_cast<int64_t>(2.5 * std::sqrt(size * share * (1 - share))) + 1;
    int64_t middle = static_cast<int64_t>(share * size), low = middle - margin, high = middle + margin;
    sort_ranks(sample, numbers);
    T under = low < 0 || numbers == 0 ? lowest<T>() : element(sample[std::min(low, numbers - 1)]);
    return {under, high < numbers ? element(sample[high]) : highest<T>()};
  }

  // ---- steps on all threads ----

  int64_t chunks_of(int64_t n) const { return workers_.threads() > 1 && n >= kWorth ? 4 * workers_.threads() : 1; }

  // f(chunk, begin, end)
  template <class F>
  void for_chunks(int64_t chunks, int64_t n, F f) {
    parallel_for(workers_, chunks, 2, [&](int64_t first, int64_t last) {
      for (int64_t c = first; c < last; ++c) f(c, n / chunks * c, c + 1 == chunks ? n : n / chunks * (c + 1));
    });
  }

  std::vector<Around> around_chunks(const T* x, int64_t n, T value) {
    int64_t chunks = chunks_of(n);
    std::vector<Around> found(static_cast<size_t>(chunks));
    for_chunks(chunks, n, [&](int64_t c, int64_t begin, int64_t end) {
      found[static_cast<size_t>(c)] = steps_.around(x + begin, end - begin, value);
    });
    return found;
  }

  Around around(const T* x, int64_t n, T value) {
    Around all{0, 0};
    for (Around a : around_chunks(x, n, value)) all = {all.below + a.below, all.upto + a.upto};
    return all;
  }

  Around between(const T* x, int64_t n, T low, T high, T* out) {
    int64_t chunks = chunks_of(n), count = 0, below = 0;
    std::vector<Around> found(static_cast<size_t>(chunks));
    for_chunks(chunks, n, [&](int64_t c, int64_t begin, int64_t end) {
      found[static_cast<size_t>(c)] = steps_.between(x + begin, end - begin, low, high, out + begin);
    });
    for (int64_t c = 0; c < chunks; ++c) {
      Around a = found[static_cast<size_t>(c)];
      if (c > 0) std::memmove(out + count, out + n / chunks * c, static_cast<size_t>(a.upto - a.below) * sizeof(T));
      below += a.below;
      count += a.upto - a.below;
    }
    return {below, below + count};
  }

  // step(part, count, its first position, value, piles) for each chunk.
  template <class Out, class Step>
  void deal(const T* from, int64_t n, const Kth<T>& kth, Out* to, Step step) {
    int64_t chunks = chunks_of(n), at[3] = {0, kth.below, kth.upto};
    std::vector<Around> counts;
    if (chunks > 1)
      counts = around_chunks(from, n, kth.value);
    else
      counts = {{kth.below, kth.upto}};
    std::vector<Piles<Out>> piles;
    for (int64_t c = 0; c < chunks; ++c) {
      Around a = counts[static_cast<size_t>(c)];
      int64_t count = c + 1 == chunks ? n - n / chunks * c : n / chunks,
              sizes[3] = {a.below, a.upto - a.below, count - a.upto};
      Piles<Out> p;
      for (int k = 0; k < 3; ++k) {
        p.at[k] = to + at[k];
        p.end[k] = p.at[k] + sizes[k];
        at[k] += sizes[k];
      }
      piles.push_back(p);
    }
    for_chunks(chunks, n, [&](int64_t c, int64_t begin, int64_t end) {
      step(from + begin, end - begin, begin, kth.value, piles[static_cast<size_t>(c)]);
    });
  }

  // Memory for as many elements as a lane has, made when it is first needed.
  T* room(std::unique_ptr<T[]>* memory) {
    if (!*memory) *memory = std::make_unique_for_overwrite<T[]>(static_cast<size_t>(n_));
    return memory->get();
  }

  const SelectSteps<T> steps_ = select_steps<T>();
  int64_t n_;
  Parallel& workers_;
  OneThread alone_;
  std::minstd_rand random_{1};
  Rank spare_[kSample];
  std::unique_ptr<T[]> copy_, rooms_[kDeepest];
};

// ---- lanes of memory ----

template <class T>
const T& at(const char* p, int64_t i, int64_t step) {
  return *reinterpret_cast<const T*>(p + i * step);
}

// What is compared: numbers themselves, other elements by their ranks.
template <class T>
using RankOf = std::conditional_t<std::is_arithmetic_v<T>, T, typename OrderKey<T>::Word>;

template <class T>
RankOf<T> rank_of(T x) {
  if constexpr (std::is_arithmetic_v<T>)
    return x;
  else
    return OrderKey<T>::word(x);
}

template <class T>
class Lane {
  using Rank = RankOf<T>;
  static constexpr bool kPlain = std::is_same_v<Rank, T>;

 public:
  Lane(int64_t n, Parallel& workers) : n_(n), workers_(workers), selection_(n, workers) {}

  void partition(const char* from, int64_t from_step, char* to, int64_t to_step, Wanted wanted) {
    if constexpr (!kPlain && !OrderKey<T>::kExact) return partition_by_position(from, from_step, to, to_step, wanted);
    const Rank* given = from == to ? copied(from, from_step) : ranks(from, from_step);
    if (kPlain && to_step == sizeof(T)) return selection_.partition(given, reinterpret_cast<Rank*>(to), n_, wanted);
    Rank* dealt = room(&dealt_);
    selection_.partition(given, dealt, n_, wanted);
    each([&](int64_t i) {
      T* place = reinterpret_cast<T*>(to + i * to_step);
      if constexpr (kPlain)
        *place = dealt[i];
      else
        *place = OrderKey<T>::element(dealt[i]);
    });
  }

  void argpartition(const char* from, int64_t step, char* to, int64_t to_step, Wanted wanted) {
    const Rank* given = ranks(from, step);
    bool in_place = to_step == sizeof(int64_t);
    int64_t* order = in_place ? reinterpret_cast<int64_t*>(to) : room(&order_);
    selection_.argpartition(given, order, n_, wanted);
    if (!in_place) each([&](int64_t i) { *reinterpret_cast<int64_t*>(to + i * to_step) = order[i]; });
  }

 private:
  template <class F>
  void each(F f) {
    parallel_for(workers_, n_, kWorth, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) f(i);
    });
  }

  template <class U>
  U* room(std::unique_ptr<U[]>* memory) {
    if (!*memory) *memory = std::make_unique_for_overwrite<U[]>(static_cast<size_t>(n_));
    return memory->get();
  }

  const Rank* copied(const char* from, int64_t step) {
    Rank* given = room(&given_);
    each([&](int64_t i) { given[i] = rank_of(at<T>(from, i, step)); });
    return given;
  }

  const Rank* ranks(const char* from, int64_t step) {
    return kPlain && step == sizeof(T) ? reinterpret_cast<const Rank*>(from) : copied(from, step);
  }

  // Elements that are equal but not alike: their positions are chosen, and the elements follow.
  void partition_by_position(const char* from, int64_t from_step, char* to, int64_t to_step, Wanted wanted) {
    int64_t* order = room(&order_);
    T* elements = room(&elements_);
    selection_.argpartition(ranks(from, from_step), order, n_, wanted);
    each([&](int64_t i) { elements[i] = at<T>(from, order[i], from_step); });
    each([&](int64_t i) { *reinterpret_cast<T*>(to + i * to_step) = elements[i]; });
  }

  int64_t n_;
  Parallel& workers_;
  Selection<Rank> selection_;
  std::unique_ptr<Rank[]> given_, dealt_;
  std::unique_ptr<int64_t[]> order_;
  std::unique_ptr<T[]> elements_;
};

// f(lane, its first element in `in`, their step, the same of `out`)
template <class F>
void for_each_lane(const View& out, const View& in, int axis, Parallel& workers, F f) {
  if (in.layout->size == 0) return;
  const Lanes from(in.layout, axis), to(out.layout, axis);
  int64_t from_step = in.layout->strides[axis], to_step = out.layout->strides[axis];
  with_type(in.dtype, [&](auto type) {
    if constexpr (sizeof(type) > 1)
      for_lanes<Lane<decltype(type)>>(from.count(), in.layout->shape[axis], workers, [&](auto& lane, int64_t i) {
        f(lane, in.data() + from.lane(i), from_step, out.data() + to.lane(i), to_step);
      });
  });
}

}  // namespace

void partition(const View& out, const View& in, int axis, const std::vector<int64_t>& kth, Parallel& workers) {
  for_each_lane(out, in, axis, workers, [&](auto& lane, const char* from, int64_t step, char* to, int64_t to_step) {
    lane.partition(from, step, to, to_step, {kth.data(), kth.data() + kth.size()});
  });
}

void argpartition(const View& out, const View& in, int axis, const std::vector<int64_t>& kth, Parallel& workers) {
  for_each_lane(out, in, axis, workers, [&](auto& lane, const char* from, int64_t step, char* to, int64_t to_step) {
    lane.argpartition(from, step, to, to_step, {kth.data(), kth.data() + kth.size()});
  });
}

}  // namespace lnp
