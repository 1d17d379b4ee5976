// Shapes and strides, interned: two views have the same geometry exactly when their Layout pointers are equal.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lnp {

inline constexpr int kMaxDims = 64;  // NumPy's limit

// Immutable. Strides are in bytes and may be negative or zero.
struct Layout {
  uint64_t hash;
  int64_t size;           // number of elements
  mutable uint32_t refs;  // handles and plans that hold it; unused layouts are swept, not freed at once
  uint16_t ndim;
  uint16_t contiguous_item;  // item size for which this is C-contiguous; kAnyItem when size <= 1; 0 when it is not
  const int64_t* shape;
  const int64_t* strides;
  mutable const Layout* compact[2];  // C-contiguous layout of this shape for items of 8 and 4 bytes, once asked for

  bool c_order;  // strides do not grow from an axis to the next (broadcast axes aside)

  static constexpr uint16_t kAnyItem = 0xffff;
  bool contiguous(size_t item) const { return contiguous_item == item || contiguous_item == kAnyItem; }
  bool same_shape(const Layout* o) const {
    if (this == o) return true;
    bool same = ndim == o->ndim;
    for (int d = 0; same && d < ndim; ++d) same = shape[d] == o->shape[d];
    return same;
  }
};

// The table of all layouts in use. Not thread-safe: the stream's lock guards it.
class LayoutTable {
 public:
  LayoutTable();
  ~LayoutTable();
  LayoutTable(const LayoutTable&) = delete;
  LayoutTable& operator=(const LayoutTable&) = delete;

  const Layout* intern(int ndim, const int64_t* shape, const int64_t* strides);
  const Layout* contiguous(int ndim, const int64_t* shape, size_t item);
  // The C-contiguous layout of l's shape.
  const Layout* compact(const Layout* l, size_t item) {
    if (item != 8 && item != 4) return contiguous(l->ndim, l->shape, item);
    const Layout*& known = l->compact[item == 4];
    return known ? known : known = contiguous(l->ndim, l->shape, item);
  }
  const Layout* scalar() { return intern(0, nullptr, nullptr); }

  // Frees layouts without references once the table has grown past its bound. Only when no node is pending.
  void sweep();
  size_t count() const { return count_; }

 private:
  void grow(size_t slots);

  std::vector<Layout*> slots_;
  size_t count_ = 0;
  size_t sweep_at_;
};

extern LayoutTable& g_layouts;  // never destroyed: handles may outlive static destruction
inline LayoutTable& layouts() { return g_layouts; }

// Layout::contiguous_item of these dims, which have `size` elements.
uint16_t contiguous_item(int ndim, const int64_t* shape, const int64_t* strides, int64_t size);

// Whether two of the elements may lie in the same memory: true when in doubt.
bool overlaps_itself(const Layout* l, size_t item);

// Number of elements; -1 when it does not fit in int64.
int64_t shape_size(int ndim, const int64_t* shape);

}  // namespace lnp
