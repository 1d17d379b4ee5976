#include "python/explain.h"

#include "core/loops.h"
#include "python/array.h"
#include "python/pending.h"

namespace lnp::py {
namespace {

std::vector<ExplainedFlush>& noted() {
  static auto& all = *new std::vector<ExplainedFlush>;
  return all;
}

void add(const Kernel& k, const Plan& plan, ExplainedRun* run) {
  ++run->kernels;
  int64_t size = 1;
  for (int64_t n : run->shape) size *= n;
  if (run->kernels == 1 || k.box->size > size) run->shape.assign(k.box->shape, k.box->shape + k.box->ndim);
  for (const Access& a : k.accesses) {
    int64_t bytes = a.layout->size * static_cast<int64_t>(item_size(a.dtype));
    if (a.read) run->bytes_read += bytes;
    if (a.write) run->bytes_written += bytes;
  }
  for (const Instr& i : k.instrs) {
    uint32_t node = plan.list.nodes[i.node].node;
    std::string name = i.kind == InstrKind::cast ? "cast" : users_name(i.op);
    if (i.kind == InstrKind::reduce) name += ".reduce";
    Site site = runtime().stream().site(node);
    ++run->lines[line_of(site.code, site.instruction)][name];
  }
}

}  // namespace

bool g_explaining = false;

void explain_from_now_on(bool on) {
  g_explaining = on;
  runtime().time_steps(on);
}

void note_flush(const char* why) {
  const Plan& plan = *runtime().last_plan();
  ExplainedFlush f{why, users_line(), runtime().stream().nodes(), {}};
  for (const Runtime::Timed& t : runtime().timed()) {
    ExplainedRun run{{}, 0, t.tier, t.ns, 0, 0, {}};
    for (size_t s = t.first; s < t.first + t.count; ++s) add(plan.steps[s].kernel, plan, &run);
    f.runs.push_back(std::move(run));
  }
  noted().push_back(std::move(f));
}

std::vector<ExplainedFlush> take_explained() { return std::exchange(noted(), {}); }

}  // namespace lnp::py
