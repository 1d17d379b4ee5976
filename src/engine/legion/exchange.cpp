#include "engine/legion/exchange.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace lnp::legion {
namespace {

namespace coll = legate::comm::coll;

std::atomic<uint64_t> g_sent{0};

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
      staged = staged || s % kWord != 0;
    }
    total = at;
    if (total <= std::numeric_limits<int>::max()) return;
    std::fprintf(stderr, "legate.numpy: a task would send or get more than 16 GiB at once; use more processors\n");
    std::abort();
  }
  std::vector<int> counts, places;
  int64_t total;
  bool staged = false;  // the parcels themselves do not begin at words
};

// body(where a parcel begins, its place in words, its bytes)
template <class Body>
void for_each_parcel(const std::vector<int64_t>& sizes, const InWords& in_words, Body body) {
  std::vector<int64_t> starts = sums(sizes);
  for (size_t t = 0; t < sizes.size(); ++t) body(starts[t], in_words.places[t], static_cast<size_t>(sizes[t]));
}

}  // namespace

uint64_t exchanged_bytes() { return g_sent.load(std::memory_order_relaxed); }

void Exchange::note_sent(const std::vector<int64_t>& sizes) const {
  int64_t bytes = 0;
  for (int t = 0; t < tasks_; ++t)
    if (t / tasks_each_ != me_ / tasks_each_) bytes += sizes[static_cast<size_t>(t)];
  g_sent.fetch_add(static_cast<uint64_t>(bytes), std::memory_order_relaxed);
}

Exchange::Exchange(const legate::TaskContext& context)
    : comm_(context.is_single_task() ? nullptr : context.communicator(0).get<coll::CollComm>()),
      me_(static_cast<int>(context.get_task_index()[0])),
      tasks_(static_cast<int>(context.get_launch_domain().get_volume())),
      tasks_each_(tasks_ / static_cast<int>(legate::Runtime::get_runtime()->node_count())) {}

std::vector<int64_t> Exchange::all(int64_t mine) const {
  std::vector<int64_t> out(static_cast<size_t>(tasks_), mine);
  if (tasks_ > 1) coll::collAllgather(&mine, out.data(), 1, coll::CollDataType::CollInt64, comm_);
  return out;
}

Parcels Exchange::swap(const Parcels& parcels) const {
  if (tasks_ == 1) return parcels;
  size_t n = parcels.sizes.size();
  note_sent(parcels.sizes);
  Parcels in{{}, std::vector<int64_t>(n)};
  std::vector<int> ones(n, 1), places(n);
  for (size_t t = 0; t < n; ++t) places[t] = static_cast<int>(t);
  coll::collAlltoallv(parcels.sizes.data(), ones.data(), places.data(), in.sizes.data(), ones.data(), places.data(),
                      coll::CollDataType::CollInt64, comm_);
  in.bytes.resize(static_cast<size_t>(sums(in.sizes).back()));
  InWords out_words(parcels.sizes), in_words(in.sizes);
  std::vector<int64_t> staged_out, staged_in;
  if (out_words.staged) {
    staged_out.resize(static_cast<size_t>(out_words.total));
    for_each_parcel(parcels.sizes, out_words, [&](int64_t start, int place, size_t bytes) {
      std::memcpy(staged_out.data() + place, parcels.bytes.data() + start, bytes);
    });
  }
  if (in_words.staged) staged_in.resize(static_cast<size_t>(in_words.total));
  const void* from = out_words.staged ? static_cast<const void*>(staged_out.data()) : parcels.bytes.data();
  void* to = in_words.staged ? static_cast<void*>(staged_in.data()) : in.bytes.data();
  int64_t none[2] = {};  // Legate takes no null pointers, nor the same one twice
  coll::collAlltoallv(from ? from : &none[0], out_words.counts.data(), out_words.places.data(), to ? to : &none[1],
                      in_words.counts.data(), in_words.places.data(), coll::CollDataType::CollInt64, comm_);
  if (in_words.staged)
    for_each_parcel(in.sizes, in_words, [&](int64_t start, int place, size_t bytes) {
      std::memcpy(in.bytes.data() + start, staged_in.data() + place, bytes);
    });
  return in;
}

Parcels Exchange::spread(const char* mine, int64_t bytes) const {
  Parcels all{std::vector<char>(static_cast<size_t>(bytes * tasks_)),
              std::vector<int64_t>(static_cast<size_t>(tasks_), bytes)};
  note_sent(all.sizes);
  if (tasks_ == 1)
    all.bytes.assign(mine, mine + bytes);
  else
    coll::collAllgather(mine, all.bytes.data(), static_cast<int>(bytes), coll::CollDataType::CollChar, comm_);
  return all;
}

}  // namespace lnp::legion
