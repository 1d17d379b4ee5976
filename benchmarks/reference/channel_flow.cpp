// The channel flow of examples/channel_flow.py by hand: C++ with oneTBB, every formula fused, one sweep over memory at a time.
// usage: channel_flow POINTS STEPS THREADS; prints seconds a step and the sum of u.
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace {

constexpr double kRho = 1, kNu = 0.1, kForce = 1;
constexpr int kSweeps = 50;

struct Grid {
  explicit Grid(long n)
      : n(n), data(static_cast<double*>(std::aligned_alloc(64, (sizeof(double) * n * n + 63) / 64 * 64))) {
    std::fill_n(data.get(), n * n, 0.0);
  }
  double* row(long i) { return data.get() + i * n; }
  const double* row(long i) const { return data.get() + i * n; }
  struct Free {
    void operator()(double* p) const { std::free(p); }
  };
  long n;
  std::unique_ptr<double[], Free> data;
};

template <class Row>
void for_rows(long n, Row row) {
  tbb::parallel_for(tbb::blocked_range<long>(1, n - 1), [&](const tbb::blocked_range<long>& r) {
    for (long i = r.begin(); i < r.end(); ++i) row(i);
  });
}

// body(j, west, east) for each column; the first and the last are neighbours.
template <class Body>
inline void for_columns(long n, Body body) {
#pragma GCC ivdep
  for (long j = 1; j < n - 1; ++j) body(j, j - 1, j + 1);
  body(n - 1, n - 2, 0L);
  body(0L, n - 1, 1L);
}

struct Flow {
  explicit Flow(long n) : n(n), dx(2.0 / (n - 1)), dy(dx), u(n), v(n), p(n), un(n), vn(n), pn(n), b(n) {}

  void source() {
    for_rows(n, [&](long i) {
      double* __restrict out = b.row(i);
      const double *uc = un.row(i), *us = un.row(i - 1), *ue = un.row(i + 1);
      const double *vc = vn.row(i), *vs = vn.row(i - 1), *ve = vn.row(i + 1);
      for_columns(n, [&](long j, long w, long e) {
        double u_x = (uc[e] - uc[w]) / (2 * dx), u_y = (ue[j] - us[j]) / (2 * dy);
        double v_x = (vc[e] - vc[w]) / (2 * dx), v_y = (ve[j] - vs[j]) / (2 * dy);
        out[j] = kRho * (1 / dt * (u_x + v_y) - u_x * u_x - 2 * (u_y * v_x) - v_y * v_y);
      });
    });
  }

  void sweep() {
    std::swap(p, pn);
    double weight = 2 * (dx * dx + dy * dy), dx2 = dx * dx, dy2 = dy * dy, factor = dx * dx * dy * dy / weight;
    for_rows(n, [&](long i) {
      double* __restrict out = p.row(i);
      const double *c = pn.row(i), *s = pn.row(i - 1), *e_ = pn.row(i + 1), *f = b.row(i);
      for_columns(n, [&](long j, long w, long e) {
        out[j] = ((c[e] + c[w]) * dy2 + (e_[j] + s[j]) * dx2) / weight - factor * f[j];
      });
    });
    std::copy_n(p.row(n - 2), n, p.row(n - 1));
    std::copy_n(p.row(1), n, p.row(0));
  }

  void advance() {
    for_rows(n, [&](long i) {
      double* __restrict uo = u.row(i), * __restrict vo = v.row(i);
      const double *uc = un.row(i), *us = un.row(i - 1), *ue = un.row(i + 1);
      const double *vc = vn.row(i), *vs = vn.row(i - 1), *ve = vn.row(i + 1);
      const double *pc = p.row(i), *ps = p.row(i - 1), *pe = p.row(i + 1);
      auto changed = [&](const double* c, const double* s, const double* north, long j, long w, long e, double dp,
                         double h) {
        return c[j] - uc[j] * dt / dx * (c[j] - c[w]) - vc[j] * dt / dy * (c[j] - s[j]) - dt / (2 * kRho * h) * dp +
               kNu * (dt / (dx * dx) * (c[e] - 2 * c[j] + c[w]) + dt / (dy * dy) * (north[j] - 2 * c[j] + s[j]));
      };
      for_columns(n, [&](long j, long w, long e) {
        uo[j] = kForce * dt + changed(uc, us, ue, j, w, e, pc[e] - pc[w], dx);
        vo[j] = changed(vc, vs, ve, j, w, e, pe[j] - ps[j], dy);
      });
    });
    for (Grid* g : {&u, &v}) {
      std::fill_n(g->row(0), n, 0.0);
      std::fill_n(g->row(n - 1), n, 0.0);
    }
  }

  double sum(const Grid& g) const {
    double all = 0;
    for (long i = 0; i < n * n; ++i) all += g.data[i];
    return all;
  }

  void step() {
    std::swap(u, un);
    std::swap(v, vn);
    source();
    for (int k = 0; k < kSweeps; ++k) sweep();
    advance();
  }

  long n;
  double dt = 1e-5, dx, dy;
  Grid u, v, p, un, vn, pn, b;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: %s POINTS STEPS THREADS\n", argv[0]), 2;
  long n = std::atol(argv[1]), steps = std::atol(argv[2]);
  tbb::global_control threads(tbb::global_control::max_allowed_parallelism, std::atoi(argv[3]));
  Flow flow(n);
  double best = 1e9, total = 0;
  flow.step();
  for (int round = 0; round < 3; ++round) {
    auto start = std::chrono::steady_clock::now();
    for (long k = 0; k < steps; ++k) {
      flow.step();
      total += flow.sum(flow.u);
    }
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / steps);
  }
  std::printf("{\"seconds\": %.9f, \"sum\": %.17g}\n", best, total);
}
