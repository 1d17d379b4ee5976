#include "engine/legion/task_kernel.h"

#include <functional>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "engine/legion/ends.h"
#include "engine/legion/packet.h"

namespace lnp::legion {
namespace {

std::mutex g_mutex;
std::unordered_map<uint64_t, std::weak_ptr<const TaskKernel>>& by_hash() {
  static auto& all = *new std::unordered_map<uint64_t, std::weak_ptr<const TaskKernel>>;
  return all;
}

// All that a kernel does, without addresses and without what it has to do with the stream.
std::vector<int64_t> ir_of(const Kernel& k) {
  PacketWriter out;
  out << k.box->ndim << static_cast<int64_t>(k.accesses.size());
  for (int d = 0; d < k.box->ndim; ++d) out << k.box->shape[d];
  for (const Access& a : k.accesses) {
    out << a.offset << a.buffer << static_cast<int64_t>(a.dtype) << a.read << a.write << a.layout->ndim;
    for (int d = 0; d < a.layout->ndim; ++d) out << a.layout->shape[d] << a.layout->strides[d];
  }
  for (const Instr& i : k.instrs) {
    out << static_cast<int64_t>(i.kind) << i.op << i.loop << i.nin << static_cast<int64_t>(i.dtype)
        << static_cast<int64_t>(i.axes) << i.store;
    for (int s = 0; s < i.nin; ++s)
      out << static_cast<int64_t>(i.in[s].kind) << static_cast<int64_t>(i.in[s].dtype) << i.in[s].index;
  }
  return out.numbers();
}

uint64_t hash_of(const std::vector<int64_t>& ir) {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(ir.data()), ir.size() * sizeof ir[0]});
}

}  // namespace

TaskKernel::TaskKernel(const Kernel& kernel, std::vector<int64_t> ir, uint64_t hash)
    : kernel_(kernel), ir_(std::move(ir)), hash_(hash) {
  auto own = [this](const Layout* l) {
    layouts_.push_back(std::make_unique<OwnLayout>(l->ndim, l->shape, l->strides));
    return layouts_.back()->get();
  };
  kernel_.box = own(kernel.box);
  for (Access& a : kernel_.accesses) a.layout = own(a.layout);
}

TaskKernel::~TaskKernel() {
  std::lock_guard<std::mutex> lock(g_mutex);
  auto mine = by_hash().find(hash_);
  if (mine->second.expired()) by_hash().erase(mine);
}

std::shared_ptr<const TaskKernel> task_kernel(const Kernel& kernel) {
  std::vector<int64_t> ir = ir_of(kernel);
  uint64_t hash = hash_of(ir);
  {
    std::lock_guard<std::mutex> lock(g_mutex);
    auto found = by_hash().find(hash);
    auto known = found == by_hash().end() ? nullptr : found->second.lock();
    if (known && known->ir() != ir) internal_error("two kernels have the same hash");
    if (known) return known;
  }
  auto made = std::make_shared<const TaskKernel>(kernel, std::move(ir), hash);
  std::lock_guard<std::mutex> lock(g_mutex);
  by_hash().insert_or_assign(hash, made);
  return made;
}

std::shared_ptr<const TaskKernel> find_kernel(uint64_t hash) {
  std::lock_guard<std::mutex> lock(g_mutex);
  auto found = by_hash().find(hash);
  auto kernel = found == by_hash().end() ? nullptr : found->second.lock();
  if (!kernel) internal_error("a task came with a kernel that this process has not planned");
  return kernel;
}

}  // namespace lnp::legion
