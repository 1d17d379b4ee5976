// Kernels as tasks know them: they travel by the hash of their IR, which is the same in every process.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/legion/own_layout.h"
#include "ir/kernel.h"

namespace lnp::legion {

// A kernel that outlives the plan that it stems from: a task may still wait when the plan is forgotten.
class TaskKernel {
 public:
  TaskKernel(const Kernel& kernel, std::vector<int64_t> ir, uint64_t hash);
  ~TaskKernel();
  TaskKernel(const TaskKernel&) = delete;
  TaskKernel& operator=(const TaskKernel&) = delete;

  const Kernel& get() const { return kernel_; }
  const std::vector<int64_t>& ir() const { return ir_; }
  uint64_t hash() const { return hash_; }

 private:
  Kernel kernel_;
  std::vector<std::unique_ptr<OwnLayout>> layouts_;
  std::vector<int64_t> ir_;
  uint64_t hash_;
};

// One for all kernels that are equal; to be kept until the last task with it has run.
std::shared_ptr<const TaskKernel> task_kernel(const Kernel& kernel);

// Ends the job where this process has none of that hash: it has planned something else than the one that launched.
std::shared_ptr<const TaskKernel> find_kernel(uint64_t hash);

}  // namespace lnp::legion
