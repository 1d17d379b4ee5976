// Kernels on reversed, stepped and reshaped views, of which Legate has none: on arrays of their own instead.
#include <algorithm>
#include <utility>

#include "engine/legion/ends.h"
#include "engine/legion/placing.h"

namespace lnp::legion {
namespace {

// The elements of an access, each once.
class Elements {
 public:
  Elements(const Access& access, const Place& place, const Layout* each_once)
      : layout_(each_once->ndim, each_once->shape, access.layout->strides),
        chosen_{{place, layout_.get(), access.dtype}, {}} {}
  const Chosen& get() const { return chosen_; }

 private:
  OwnLayout layout_;
  Chosen chosen_;
};

bool reads_from(const Instr& i, size_t access) {
  return std::any_of(i.in, i.in + i.nin,
                     [&](const lnp::Source& s) { return s.kind == SourceKind::access && s.index == access; });
}

bool repeats(const Layout* l) {
  for (int d = 0; d < l->ndim; ++d)
    if (l->strides[d] == 0 && l->shape[d] > 1) return true;
  return false;
}

// Whether what an access reads may lie where another one is written: in that one's copy, or in an array without content.
bool may_share(const Kernel& k, size_t read, size_t written, bool copied, const Place* places) {
  const Access &r = k.accesses[read], &w = k.accesses[written];
  bool alike = r.read && !r.write && w.write && !w.read && r.dtype == w.dtype && r.layout->same_shape(w.layout);
  if (!alike || repeats(r.layout) || !places[written].storage) return false;
  bool stored = false;
  for (const Instr& i : k.instrs) {
    if (stored && reads_from(i, read)) return false;
    stored = stored || i.store == static_cast<int32_t>(written);
  }
  for (size_t a = 0; a < k.accesses.size(); ++a)
    if (a != written && places[a].storage == places[written].storage) return false;
  return copied || is_fresh({places[written], w.layout, w.dtype});
}

// These accesses, with places for what they read.
std::vector<CopiedAccess> with_places(const Kernel& k, const std::vector<size_t>& accesses, const Place* places) {
  std::vector<CopiedAccess> out;
  std::vector<char> taken(k.accesses.size(), 0);
  for (size_t a : accesses) {
    out.push_back({a, a});
    for (size_t w = 0; w < k.accesses.size() && !out.back().shares(); ++w) {
      bool copied = std::find(accesses.begin(), accesses.end(), w) != accesses.end();
      if (taken[w] || !may_share(k, a, w, copied, places)) continue;
      taken[w] = 1;
      out.back().in = w;
    }
  }
  return out;
}

// Lets a kernel read what it read from an access from the array of another one.
void share(const CopiedAccess& c, Kernel* kernel) {
  for (Instr& i : kernel->instrs)
    for (int s = 0; s < i.nin; ++s)
      if (i.in[s].kind == SourceKind::access && i.in[s].index == c.access) i.in[s].index = static_cast<uint32_t>(c.in);
  kernel->accesses[c.access].read = false;
  kernel->accesses[c.in].read = true;
}

}  // namespace

// The kernel with these accesses on C-contiguous arrays.
const Prepared::OnCopies& Placing::on_copies(const Prepared& prepared, const std::vector<CopiedAccess>& copied) {
  Prepared::OnCopies& made = prepared.on_copies[copied];
  if (made.prepared) return made;
  Kernel kernel = *prepared.kernel;
  prepared.renumber(&kernel);
  for (const CopiedAccess& c : copied) {
    Access& access = kernel.accesses[c.access];
    const Layout* l = access.layout;
    std::vector<int64_t> shape = extents_of(l);
    for (int d = 0; d < l->ndim; ++d)
      if (l->strides[d] == 0) shape[static_cast<size_t>(d)] = 1;
    std::vector<int64_t> strides = compact_strides(shape, item_size(access.dtype));
    made.copies.push_back(std::make_unique<OwnLayout>(l->ndim, shape.data(), strides.data()));
    for (int d = 0; d < l->ndim; ++d)
      if (l->strides[d] == 0) strides[static_cast<size_t>(d)] = 0;
    made.layouts.push_back(std::make_unique<OwnLayout>(l->ndim, l->shape, strides.data()));
    access.layout = made.layouts.back()->get();
    access.offset = 0;
    if (c.shares()) share(c, &kernel);
  }
  made.prepared = prepare(kernel);
  return made;
}

// What is read becomes arrays first, and what is written is put in its place from arrays afterwards.
bool Placing::run_on_copies(const Prepared& prepared, const Place* places, const Immediate* immediates,
                            const std::vector<uint8_t*>& flags) {
  const Kernel& kernel = *prepared.kernel;
  std::vector<size_t> accesses = without_view(kernel, prepared.stored, places);
  bool possible = std::all_of(accesses.begin(), accesses.end(), [&](size_t a) {
    const Access& access = kernel.accesses[a];
    return access.layout->ndim > 0 && mover_.may_move(places[a], item_size(access.dtype), access.write);
  });
  if (accesses.empty() || !possible) return false;
  std::vector<CopiedAccess> copied = with_places(kernel, accesses, places);
  const Prepared::OnCopies& made = on_copies(prepared, copied);
  auto bytes_of = [&](size_t k) {
    return made.copies[k]->get()->size * static_cast<int64_t>(item_size(kernel.accesses[copied[k].access].dtype));
  };
  int64_t bytes = 0;
  for (size_t k = 0; k < copied.size(); ++k) bytes += bytes_of(k);
  require_room(static_cast<size_t>(bytes) / ranks_, "copies of views");
  std::vector<Place> own_places(places, places + prepared.accesses);
  for (size_t k = 0; k < copied.size(); ++k)
    if (!copied[k].shares())
      own_places[copied[k].access] = {new_held(bytes_of(k), this), 0, made.copies[k]->get(), false};
  for (size_t k = 0; k < copied.size(); ++k) {
    const Access& access = kernel.accesses[copied[k].access];
    const Layout* l = made.copies[k]->get();
    Place& place = own_places[copied[k].access];
    if (copied[k].shares()) place = own_places[copied[k].in];
    Elements elements(access, places[copied[k].access], l);
    if (access.read)
      possible = mover_.take(elements.get(), {place, l, access.dtype}, nullptr) == Outcome::done && possible;
  }
  possible = possible && run_alone(static_cast<const Prepared&>(*made.prepared), own_places.data(), immediates, flags);
  for (size_t k = 0; k < copied.size(); ++k) {
    const Access& access = kernel.accesses[copied[k].access];
    const Place &from = own_places[copied[k].access], &to = places[copied[k].access];
    const Layout* l = made.copies[k]->get();
    // The kernel has run, and what it wrote must not be lost: may_move has promised this.
    if (possible && access.write && l->size > 0 &&
        mover_.put(Elements(access, to, l).get(), {from, l, access.dtype}, nullptr) != Outcome::done)
      internal_error("a view could not be written");
    if (!copied[k].shares()) unref(from.storage);
  }
  return possible;
}

}  // namespace lnp::legion
