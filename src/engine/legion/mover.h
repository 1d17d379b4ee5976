// What moves single elements between processes: how the arrays of such a move are found and described.
#pragma once
#include <legate.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/legion/collect.h"
#include "engine/legion/held.h"
#include "engine/legion/lanes.h"
#include "engine/legion/masks.h"
#include "engine/legion/move.h"
#include "engine/legion/parts.h"
#include "engine/legion/products.h"

namespace lnp::legion {

class Mover {
 public:
  Mover(legate::Library library, int64_t processors, const Collector* collector, LegionCounters* counters)
      : library_(library), processors_(processors), collector_(collector), counters_(counters) {}

  // Whether elements of a storage's store may be taken, or written: it is cut into blocks of items of that size.
  bool may_move(const Place& place, size_t item, bool write) const;

  // As Engine::take and put. Storages without a store are read from this process's memory, which every process has alike;
  // the target of `put` has a store, and `to` gets one. With index arrays these return after all tasks have run.
  Outcome take(const Chosen& from, const ArrayAt& to, OutOfBounds* fault);
  Outcome put(const Chosen& to, const ArrayAt& values, OutOfBounds* fault);
  // As Engine's; `to` of expand has a store.
  Outcome compress(const ArrayAt& mask, const ArrayAt& from, const ArrayAt& to);
  Outcome expand(const ArrayAt& mask, const ArrayAt& values, const ArrayAt& to);
  Outcome true_places(const ArrayAt& mask, const std::vector<ArrayAt>& to);
  Outcome lanes(const LaneWork& work, const ArrayAt& out, const ArrayAt& in, bool reports, uint8_t* raised);
  // `add`: which loop of the op adds elements of their type.
  Outcome product(const ArrayAt& out, const ArrayAt& a, const ArrayAt& b, uint8_t add, uint8_t* raised);
  Outcome by_parts(const std::vector<ArrayAt>& in, const ArrayAt* out, const PartFunction& function);

 private:
  std::optional<Matrix> matrix(const ArrayAt& array);
  uint8_t gathered(uint8_t status) const;
  Outcome run(MaskUse use, const ArrayAt& mask, const ArrayAt* from, const std::vector<ArrayAt>& to);
  Operand give_store(const ArrayAt& array, int split) const;
  std::optional<Move> described(const Chosen& chosen, bool push, bool one_value);
  std::optional<legate::LogicalStore> view_or_copy(const ArrayAt& array);
  std::optional<Operand> operand(const ArrayAt& array);
  Outcome run(Move* move, OutOfBounds* fault);
  void wait();

  // Lets go of an operation's operands at its end.
  struct Operands {
    explicit Operands(Mover* m) : mover(m) {}
    ~Operands() { mover->forget_operands(); }
    Mover* mover;
  };
  void forget_operands();

  legate::Library library_;
  const int64_t processors_;
  const Collector* collector_;
  LegionCounters* counters_;
  // For the operation in hand: memory that was numbered, and copies of views.
  std::vector<int64_t> memories_;
  std::vector<Storage*> copies_;
};

// Whether an array is all of a storage that has no content yet.
bool is_fresh(const ArrayAt& array);

// A view of the store of an array, of the array's own shape; nothing where Legate has no such view.
std::optional<legate::LogicalStore> store_of(const ArrayAt& array);

}  // namespace lnp::legion
