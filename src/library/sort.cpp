#include "library/sort.h"

#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>

#include "library/lanes.h"
#include "library/order_keys.h"
#include "library/quicksort.h"
#include "library/radix.h"
#include "library/simd.h"

namespace lnp {
namespace {

constexpr int64_t kWorth = 1 << 13;  // elements from which several threads pay

template <class Word>
struct Words {
  explicit Words(int64_t n) : memory(new Word[static_cast<size_t>(2 * n)]), spare(memory.get() + n) {}
  std::unique_ptr<Word[]> memory;
  Word* spare;
};

// A rank and, below it, a position: they sort as one number.
template <class Rank, class Index>
struct Ranked {
  Index index;
  Rank rank;
  friend bool operator<(const Ranked& a, const Ranked& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.index < b.index;
  }
};

template <class T>
const T& at(const char* p, int64_t i, int64_t step) {
  return *reinterpret_cast<const T*>(p + i * step);
}

template <class T>
class Lane {
  using Key = OrderKey<T>;
  using Word = typename Key::Word;

 public:
  Lane(int64_t n, Parallel& workers) : n_(n), workers_(workers) {}

  void sort(char* p, int64_t step, bool stable) {
    if constexpr (sizeof(T) == 1) return sort_bytes(p, step);
    if (!words_) words_ = std::make_unique<Words<Word>>(n_);
    Word* words = words_->memory.get();
    std::atomic<bool> zeros{false}, ordered{true};
    each([&](int64_t begin, int64_t end) {
      bool zero = false, order = true;
      Word last = Key::word(at<T>(p, begin > 0 ? begin - 1 : 0, step));
      for (int64_t i = begin; i < end; ++i) {
        T x = at<T>(p, i, step);
        Word word = Key::word(x);
        zero |= Key::is_negative_zero(x);
        order &= last <= word;
        last = word;
        words[i] = word ^ kTurn;
      }
      if (zero) zeros = true;
      if (!order) ordered = false;
    });
    if (ordered) return;
    if (zeros && (stable || !Key::kExact)) return sort_by_position(p, step);
    sort_words(words);
    each([&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) *reinterpret_cast<T*>(p + i * step) = Key::element(words[i] ^ kTurn);
    });
  }

  // out[k * out_step] = the position of the k-th element in order.
  void argsort(const char* p, int64_t step, int64_t* out, int64_t out_step) {
    if (is_ordered(p, step)) {
      for (int64_t i = 0; i < n_; ++i) out[i * out_step] = i;
      return;
    }
    if (n_ <= std::numeric_limits<uint32_t>::max())
      argsort_with(positions_, p, step, out, out_step);
    else
      argsort_with(far_positions_, p, step, out, out_step);
  }

 private:
  template <class F>
  void each(F f) {
    parallel_for(workers_, n_, kWorth, [&](int64_t begin, int64_t end) { f(begin, end); });
  }

  bool is_ordered(const char* p, int64_t step) const {
    int64_t i = 1;
    for (Word last = Key::rank(at<T>(p, 0, step)); i < n_; ++i) {
      Word next = Key::rank(at<T>(p, i, step));
      if (next < last) break;
      last = next;
    }
    return i >= n_;
  }

  // Quicksort takes words as signed numbers of the same order.
  static constexpr bool kCanBeSplit = sizeof(Word) == 4 || sizeof(Word) == 8;
  static constexpr Word kTurn = kCanBeSplit ? static_cast<Word>(Word{1} << (8 * sizeof(Word) - 1)) : Word{0};

  void sort_words(Word* words) {
    if constexpr (kCanBeSplit) {
      using Signed = std::make_signed_t<Word>;
      if (has_avx2())
        return QuickSort<Signed>(workers_)(reinterpret_cast<Signed*>(words), reinterpret_cast<Signed*>(words_->spare),
                                           n_);
      for (int64_t i = 0; i < n_; ++i) words[i] ^= kTurn;
    }
    RadixSort<Word> radix(workers_);
    radix(words, words_->spare, n_);
    for (int64_t i = 0; kCanBeSplit && i < n_; ++i) words[i] ^= kTurn;
  }

  void sort_bytes(char* p, int64_t step) {
    int64_t counts[256] = {}, i = 0;
    for (; i < n_; ++i) counts[static_cast<uint8_t>(Key::word(at<T>(p, i, step)))]++;
    i = 0;
    for (int w = 0; w < 256; ++w)
      for (int64_t end = i + counts[w]; i < end; ++i)
        *reinterpret_cast<T*>(p + i * step) = Key::element(static_cast<Word>(w));
  }

  // Elements that are equal but not alike: their positions are sorted, and the elements follow.
  void sort_by_position(char* p, int64_t step) {
    auto order = std::make_unique<int64_t[]>(static_cast<size_t>(n_));
    auto copy = std::make_unique<T[]>(static_cast<size_t>(n_));
    argsort(p, step, order.get(), 1);
    for (int64_t i = 0; i < n_; ++i) copy[i] = at<T>(p, i, step);
    for (int64_t i = 0; i < n_; ++i) *reinterpret_cast<T*>(p + i * step) = copy[order[i]];
  }

  template <class Index>
  using Pairs = std::unique_ptr<Words<Ranked<Word, Index>>>;

  template <class Index>
  void argsort_with(Pairs<Index>& pairs, const char* p, int64_t step, int64_t* out, int64_t out_step) {
    using Pair = Ranked<Word, Index>;
    if (!pairs) pairs = std::make_unique<Words<Pair>>(n_);
    Pair* words = pairs->memory.get();
    each([&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) words[i] = {static_cast<Index>(i), Key::rank(at<T>(p, i, step))};
    });
    constexpr int kRank = offsetof(Pair, rank);
    RadixSort<Pair, kRank, kRank + sizeof(Word)> radix(workers_);
    radix(words, pairs->spare, n_);
    each([&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) out[i * out_step] = static_cast<int64_t>(words[i].index);
    });
  }

  int64_t n_;
  Parallel& workers_;
  std::unique_ptr<Words<Word>> words_;
  Pairs<uint32_t> positions_;
  Pairs<uint64_t> far_positions_;
};

}  // namespace

void sort(const View& data, int axis, bool stable, Parallel& workers) {
  const Layout* l = data.layout;
  if (l->size == 0) return;
  const Lanes lanes(l, axis);
  with_type(data.dtype, [&](auto type) {
    for_lanes<Lane<decltype(type)>>(lanes.count(), l->shape[axis], workers, [&](auto& lane, int64_t i) {
      lane.sort(data.data() + lanes.lane(i), l->strides[axis], stable);
    });
  });
}

void argsort(const View& in, int axis, int64_t* out, Parallel& workers) {
  const Layout* l = in.layout;
  if (l->size == 0) return;
  const Lanes lanes(l, axis);
  int64_t n = l->shape[axis], inner = 1;  // `inner`: the step along the axis in `out`
  for (int d = axis + 1; d < l->ndim; ++d) inner *= l->shape[d];
  with_type(in.dtype, [&](auto type) {
    for_lanes<Lane<decltype(type)>>(lanes.count(), n, workers, [&](auto& lane, int64_t i) {
      lane.argsort(in.data() + lanes.lane(i), l->strides[axis], out + i / inner * n * inner + i % inner, inner);
    });
  });
}

}  // namespace lnp
