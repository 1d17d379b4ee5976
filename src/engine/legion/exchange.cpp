#include "engine/legion/exchange.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace lnp::legion {
namespace {

namespace coll = legate::comm::coll;

constexpr int64_t kWord = 8;  // the unit in which parcels travel: counts are ints

int64_t words(int64_t bytes) { return (bytes + kWord - 1) / kWord; }

std::vector<int64_t> sums(const std::vector<int64_t>& sizes) {
  std::vector<int64_t> out;
  int64_t sum = 0;
  for (int64_t s : sizes) {
    out.push_back(sum);
    sum += s;
  }
  out.push_back(sum);
  return out;
}

// Counts and places, in words, of parcels that each begin at a word.
struct InWords {
  explicit InWords(const std::vector<int64_t>& sizes) {
    int64_t at = 0;
    for (int64_t s : sizes) {
      counts.push_back(static_cast<int>(words(s)));
      places.push_back(static_cast<int>(at));
      at += words(s);
    }
    total = at;
    if (total <= std::numeric_limits<int>::max()) return;
    std::fprintf(stderr, "legate.numpy: a task would send or get more than 16 GiB at once; use more processors\n");
    std::abort();
  }
  std::vector<int> counts, places;
  int64_t total;
};

}  // namespace

std::vector<int64_t> Parcels::starts() const {
  std::vector<int64_t> out = sums(sizes);
  out.pop_back();
  return out;
}

Exchange::Exchange(const legate::TaskContext& context)
    : comm_(context.is_single_task() ? nullptr : context.communicator(0).get<coll::CollComm>()),
      me_(static_cast<int>(context.get_task_index()[0])),
      tasks_(static_cast<int>(context.get_launch_domain().get_volume())) {}

std::vector<int64_t> Exchange::all(int64_t mine) const {
  std::vector<int64_t> out(static_cast<size_t>(tasks_), mine);
  if (tasks_ > 1) coll::collAllgather(&mine, out.data(), 1, coll::CollDataType::CollInt64, comm_);
  return out;
}

Parcels Exchange::swap(const Parcels& parcels) const {
  if (tasks_ == 1) return parcels;
  size_t n = parcels.sizes.size();
  Parcels in{{}, std::vector<int64_t>(n)};
  std::vector<int> ones(n, 1), places(n);
  for (size_t t = 0; t < n; ++t) places[t] = static_cast<int>(t);
  coll::collAlltoallv(parcels.sizes.data(), ones.data(), places.data(), in.sizes.data(), ones.data(), places.data(),
                      coll::CollDataType::CollInt64, comm_);
  InWords out_words(parcels.sizes), in_words(in.sizes);
  // A word more: Legate takes no null pointers.
  std::vector<int64_t> out(static_cast<size_t>(out_words.total) + 1), got(static_cast<size_t>(in_words.total) + 1);
  std::vector<int64_t> starts = parcels.starts();
  for (size_t t = 0; t < n; ++t)
    std::memcpy(out.data() + out_words.places[t], parcels.bytes.data() + starts[t],
                static_cast<size_t>(parcels.sizes[t]));
  coll::collAlltoallv(out.data(), out_words.counts.data(), out_words.places.data(), got.data(), in_words.counts.data(),
                      in_words.places.data(), coll::CollDataType::CollInt64, comm_);
  starts = in.starts();
  in.bytes.resize(static_cast<size_t>(sums(in.sizes).back()));
  for (size_t t = 0; t < n; ++t)
    std::memcpy(in.bytes.data() + starts[t], got.data() + in_words.places[t], static_cast<size_t>(in.sizes[t]));
  return in;
}

Parcels Exchange::spread(const char* mine, int64_t bytes) const {
  Parcels all{std::vector<char>(static_cast<size_t>(bytes * tasks_)),
              std::vector<int64_t>(static_cast<size_t>(tasks_), bytes)};
  if (tasks_ == 1)
    all.bytes.assign(mine, mine + bytes);
  else
    coll::collAllgather(mine, all.bytes.data(), static_cast<int>(bytes), coll::CollDataType::CollChar, comm_);
  return all;
}

}  // namespace lnp::legion
