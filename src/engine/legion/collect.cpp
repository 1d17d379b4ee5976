#include "engine/legion/collect.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "engine/legion/binary.h"
#include "engine/legion/tasks.h"

namespace lnp::legion {

int64_t Collector::await_flags(std::vector<uint8_t*> flags) {
  std::vector<uint8_t> none(flags.size(), 0);
  auto entry = std::make_unique<Flags>(Flags{0, std::move(flags), std::move(none)});
  entry->number = number_memory({reinterpret_cast<char*>(entry->noted.data()), 1});
  flags_.push_back(std::move(entry));
  return flags_.back()->number;
}

int64_t Collector::await_reductions(std::vector<Instr> reductions, std::vector<char*> results,
                                    std::vector<uint8_t*> flags) {
  Reduction r{0, std::move(reductions), std::move(results), std::move(flags), std::make_unique<Partials>()};
  r.number = number_memory({reinterpret_cast<char*>(r.partials.get()), 0});
  reductions_.push_back(std::move(r));
  return reductions_.back().number;
}

// result <- op(result, value), by the loop that reduces arrays.
void Collector::combine(const Instr& reduction, char* result, const char* value, uint8_t* raised) const {
  const OpInfo& op = loops_->ops[reduction.op];
  const Loop& loop = op.loops[reduction.loop];
  auto item = static_cast<int64_t>(item_size(loop.out));
  uint8_t status = raised_by([&] { apply_binary(loop.fn, result, result, item, value, 1, item); });
  if (reports_flags(op, loop)) *raised |= status;
}

// In the order of the blocks, so that the result does not depend on who was first. Empty without any block.
Collector::Combined Collector::of_this_process(const Reduction& r) const {
  auto& blocks = r.partials->of_blocks;
  Combined out{{}, std::vector<uint8_t>(r.reductions.size(), 0)};
  if (blocks.empty()) return out;
  std::sort(blocks.begin(), blocks.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out.values = blocks[0].second;
  for (size_t t = 1; t < blocks.size(); ++t)
    for (size_t i = 0; i < out.values.size(); ++i)
      combine(r.reductions[i], out.values[i].data(), blocks[t].second[i].data(), &out.raised[i]);
  return out;
}

// All status bytes; then for each reduction what it raised, whether there are values, and these.
std::vector<char> Collector::payload() const {
  std::vector<char> bytes;
  for (const auto& f : flags_) bytes.insert(bytes.end(), f->noted.begin(), f->noted.end());
  for (const Reduction& r : reductions_) {
    Combined c = of_this_process(r);
    bytes.insert(bytes.end(), c.raised.begin(), c.raised.end());
    bytes.push_back(!c.values.empty());
    c.values.resize(r.reductions.size());
    for (const auto& v : c.values) bytes.insert(bytes.end(), v.begin(), v.end());
  }
  return bytes;
}

std::vector<std::vector<char>> Collector::gather(const std::vector<char>& mine) const {
  auto* runtime = legate::Runtime::get_runtime();
  auto ranks = static_cast<size_t>(runtime->node_count());
  if (ranks == 1) return {mine};
  uint32_t rank = runtime->node_id();
  std::vector<char> row(mine);
  row.insert(row.end(), reinterpret_cast<char*>(&rank), reinterpret_cast<char*>(&rank + 1));
  uint64_t points = runtime->get_machine().count(legate::mapping::TaskTarget::CPU), n = row.size();
  auto store = runtime->create_store(legate::Shape{points, n}, legate::uint8());
  std::vector<char> all(points * n);
  int64_t from = number_memory({row.data(), 1}), to = number_memory({all.data(), 1});
  launch_rows(library_, cut(store, 0, 1, static_cast<int64_t>(points)), points, from);
  launch_fetch(library_, store, {static_cast<int64_t>(points), static_cast<int64_t>(n)}, to);
  runtime->issue_execution_fence(true);
  forget_memory(from);
  forget_memory(to);
  std::vector<std::vector<char>> of_ranks(ranks);
  for (uint64_t p = 0; p < points; ++p) {
    const char *start = &all[p * n], *end = start + mine.size();
    std::memcpy(&rank, end, sizeof rank);
    of_ranks.at(rank).assign(start, end);
  }
  for (const auto& r : of_ranks)
    if (r.size() != mine.size()) throw std::runtime_error("a rank took no part in gathering results");
  return of_ranks;
}

void Collector::hand_out() {
  std::vector<std::vector<char>> of_ranks = gather(payload());
  size_t at = 0;
  for (const auto& f : flags_) {
    for (const auto& r : of_ranks)
      for (size_t i = 0; i < f->noted.size(); ++i) *f->out[i] |= static_cast<uint8_t>(r[at + i]);
    at += f->noted.size();
    forget_memory(f->number);
  }
  for (const Reduction& r : reductions_) {
    size_t n = r.reductions.size();
    bool first = true;
    for (const auto& rank : of_ranks) {
      for (size_t i = 0; i < n; ++i) *r.flags[i] |= static_cast<uint8_t>(rank[at + i]);
      if (!rank[at + n]) continue;
      for (size_t i = 0; i < n; ++i) {
        const char* value = &rank[at + n + 1 + i * kReducedItem];
        const Loop& loop = loops_->ops[r.reductions[i].op].loops[r.reductions[i].loop];
        if (first)
          std::memcpy(r.results[i], value, item_size(loop.out));
        else
          combine(r.reductions[i], r.results[i], value, r.flags[i]);
      }
      first = false;
    }
    at += n + 1 + n * kReducedItem;
    forget_memory(r.number);
  }
  flags_.clear();
  reductions_.clear();
}

}  // namespace lnp::legion
