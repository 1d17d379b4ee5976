// The generic task: runs the kernels of a group, one after the other, on a block of rows.
#pragma once
#include <legate.h>

namespace lnp::legion {

void register_kernel_task(legate::Library library);

}  // namespace lnp::legion
