// A stand-in for the part of oneTBB that we use, for ThreadSanitizer only: oneTBB itself is not instrumented, so the
// sanitizer would see races in all that it hands from one thread to another. Same calls, plain threads, no speed.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace tbb {
namespace stand_in {

inline thread_local int concurrency = 1;

// Calls work(0), ..., work(n - 1) on n threads, this one among them; each of them has the caller's concurrency.
template <class Work>
void on_threads(int n, const Work& work) {
  std::vector<std::thread> others;
  for (int i = 1; i < n; ++i)
    others.emplace_back([&work, i, inherited = concurrency] {
      concurrency = inherited;
      work(i);
    });
  work(0);
  for (std::thread& t : others) t.join();
}

}  // namespace stand_in

class task_arena {
 public:
  explicit task_arena(int n) : n_(n) {}

  template <class F>
  void execute(const F& f) {
    int outer = stand_in::concurrency;
    stand_in::concurrency = n_;
    f();
    stand_in::concurrency = outer;
  }

 private:
  int n_;
};

template <class T>
class blocked_range {
 public:
  blocked_range(T begin, T end, size_t grain = 1) : begin_(begin), end_(end), grain_(grain) {}
  T begin() const { return begin_; }
  T end() const { return end_; }
  size_t grainsize() const { return grain_; }

 private:
  T begin_, end_;
  size_t grain_;
};

struct simple_partitioner {};

template <class T, class Body>
void parallel_for(const blocked_range<T>& range, const Body& body, simple_partitioner) {
  std::atomic<T> next{range.begin()};
  T grain = static_cast<T>(range.grainsize());
  stand_in::on_threads(stand_in::concurrency, [&](int) {
    for (;;) {
      T start = next.fetch_add(grain);
      if (start >= range.end()) return;
      body(blocked_range<T>(start, std::min<T>(start + grain, range.end())));
    }
  });
}

template <class F, class G>
void parallel_invoke(const F& f, const G& g) {
  stand_in::on_threads(2, [&](int i) {
    if (i == 0) {
      f();
    } else {
      g();
    }
  });
}

}  // namespace tbb
