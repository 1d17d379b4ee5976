// How code that has many independent pieces of work hands them out, whatever the threads behind it.
#pragma once
#include <cstdint>

namespace lnp {

class Parallel {
 public:
  virtual ~Parallel() = default;

  // Runs body(context, begin, end) over pieces of [0, count), on one thread or many.
  virtual void run(int64_t count, void (*body)(void* context, int64_t begin, int64_t end), void* context) = 0;

  // Runs body(context, 0) and body(context, 1), maybe at once.
  virtual void pair(void (*body)(void* context, int which), void* context) = 0;

  virtual int threads() const = 0;
};

// The threads of a piece of work when others do the other pieces.
class OneThread final : public Parallel {
 public:
  void run(int64_t count, void (*body)(void*, int64_t, int64_t), void* context) override { body(context, 0, count); }
  void pair(void (*body)(void*, int), void* context) override {
    body(context, 0);
    body(context, 1);
  }
  int threads() const override { return 1; }
};

// Parallel::run with a callable f(begin, end); on the calling thread when there is only one or less than `worth` pieces.
template <class F>
void parallel_for(Parallel& p, int64_t count, int64_t worth, F&& f) {
  if (p.threads() == 1 || count < worth) {
    f(int64_t{0}, count);
    return;
  }
  p.run(count, [](void* c, int64_t begin, int64_t end) { (*static_cast<F*>(c))(begin, end); }, &f);
}

}  // namespace lnp
