#include "engine/legion/parts.h"

#include <cstring>
#include <memory>

#include "engine/legion/tile_view.h"

namespace lnp::legion {
namespace {

// A task's part of an array, contiguous.
struct Part {
  Part(int64_t n, DType t)
      : bytes(static_cast<size_t>(n) * item_size(t)),
        step(static_cast<int64_t>(item_size(t))),
        view(bytes.data(), 1, &n, &step, t) {}
  std::vector<char> bytes;
  int64_t step;
  TileView view;
};

class PartsLeaf : JointLeaf {
 public:
  explicit PartsLeaf(const legate::TaskContext& context) : JointLeaf(context) {
    function_ = packet_.next();
    for (auto n = packet_.next(); n-- > 0;) in_.push_back(next_array());
    if (packet_.next()) out_ = next_array();
  }

  void run() {
    if (points() == 0) return;
    std::vector<std::unique_ptr<Part>> parts;
    std::vector<const View*> in;
    for (const Array& array : in_) {
      parts.push_back(std::make_unique<Part>(points(), array.dtype));
      in.push_back(&parts.back()->view.get());
      copy(array, parts.back()->bytes.data(), false);
    }
    std::optional<Part> out;
    if (out_) out.emplace(points(), out_->dtype);
    auto* function = reinterpret_cast<const PartFunction*>(find_memory(function_).data);
    (*function)(exchange_.me(), in, out ? &out->view.get() : nullptr);
    if (out) copy(*out_, out->bytes.data(), true);
  }

 private:
  struct Array {
    DType dtype;
    Walking walking;
  };

  Array next_array() {
    auto t = static_cast<DType>(packet_.next());
    return {t, next_operand()};
  }

  void copy(const Array& array, char* part, bool back) const {
    size_t item = item_size(array.dtype);
    for_points(0, points(), {array.walking}, [&](char* const* p) {
      std::memcpy(back ? p[0] : part, back ? part : p[0], item);
      part += item;
    });
  }

  int64_t function_;
  std::vector<Array> in_;
  std::optional<Array> out_;
};

}  // namespace

void launch_parts(legate::Library library, const PartsWork& work, int64_t tasks) {
  JointLaunch launch(library, TaskId::parts, work.box, tasks);
  int axes = static_cast<int>(work.box.shape.size());
  launch.packet << work.function << static_cast<int64_t>(work.in.size());
  for (const PartsWork::Array& array : work.in) {
    launch.packet << static_cast<int64_t>(array.dtype);
    launch.operand(array.operand, axes, true, false);
  }
  launch.packet << work.out.has_value();
  if (work.out) {
    launch.packet << static_cast<int64_t>(work.out->dtype);
    launch.operand(work.out->operand, axes, false, true);
  }
  launch.submit();
}

void register_parts_task(legate::Library library) { JointTask<PartsLeaf, TaskId::parts>::register_variants(library); }

}  // namespace lnp::legion
