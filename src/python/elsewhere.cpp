#include "python/elsewhere.h"

#include "library/run_lanes.h"

namespace lnp::py {

ArrayAt array_at(const View& v) {
  Buffer* b = v.buffer;
  if (!b->storage) b->storage = runtime().engine().allocate(b->bytes);
  return {{b->storage, v.offset, b->base, b->eager()}, v.layout, v.dtype};
}

bool along_lanes(const LaneWork& work, const View& out, const View& in, uint8_t* raised) {
  if (!flush_for_read(in.buffer) || !flush_for_write(out.buffer)) return false;
  *raised = 0;
  if (in.layout->size > 0) {
    auto outcome =
        ask_engine(in.layout->hash, [&](Engine& e) { return e.lanes(work, array_at(out), array_at(in), raised); });
    if (outcome != Outcome::not_here) return outcome.has_value();
  }
  if (!ensure_storage(in.buffer) || !ensure_storage(out.buffer)) return false;
  *raised = run_lanes(work, loop_table(), out, in, runtime().engine().workers());
  return true;
}

}  // namespace lnp::py
