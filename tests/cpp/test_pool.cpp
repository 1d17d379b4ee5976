// Storage of the local engine: aligned, used again by size, bounded, and an error that names the size.
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "core/errors.h"
#include "engine/local/pool.h"

// Under AddressSanitizer too, memory that is not there is a null pointer and not the end of the process.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}

namespace lnp {
namespace {

TEST(Pool, AlignsForVectors) {
  Pool pool;
  for (int64_t bytes : {0, 1, 63, 64, 1000, 5 << 20}) {
    Storage* s = pool.allocate(bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(s->data) % 64, 0u);
    EXPECT_GE(s->bytes, static_cast<size_t>(bytes));
    EXPECT_EQ(s->refs, 1u);
    std::memset(s->data, 1, s->bytes);
    unref(s);
  }
}

TEST(Pool, GivesTheSameBlockAgain) {
  Pool pool;
  Storage* a = pool.allocate(1000);
  Storage* b = pool.allocate(1000);
  EXPECT_NE(a->data, b->data);
  char* data = a->data;
  unref(a);
  Storage* other = pool.allocate(5000);
  Storage* again = pool.allocate(1000);
  EXPECT_EQ(again->data, data);
  EXPECT_NE(other->data, data);
  for (Storage* s : {b, other, again}) unref(s);
}

TEST(Pool, GivesABlockThatIsALittleTooLarge) {
  Pool pool;
  Storage* a = pool.allocate(10 << 20);
  char* data = a->data;
  unref(a);
  Storage* small = pool.allocate(6 << 20);
  EXPECT_NE(small->data, data);
  Storage* close = pool.allocate(9 << 20);
  EXPECT_EQ(close->data, data);
  unref(close);
  Storage* again = pool.allocate(10 << 20);
  EXPECT_EQ(again->data, data) << "it still has its size";
  for (Storage* s : {small, again}) unref(s);
}

// What a loop lets go of before it makes it again, with nothing else of ours in use.
TEST(Pool, KeepsTheResultsOfTheLastRoundForTheNext) {
  Pool pool;
  constexpr int64_t kBytes = 40 << 20;
  Storage* first[] = {pool.allocate(kBytes), pool.allocate(kBytes)};
  const std::set<const char*> data{first[0]->data, first[1]->data};
  for (Storage* s : first) unref(s);
  Storage* second[] = {pool.allocate(kBytes), pool.allocate(kBytes)};
  EXPECT_EQ((std::set<const char*>{second[0]->data, second[1]->data}), data);
  for (Storage* s : second) unref(s);
}

TEST(Pool, HasZerosOnlyFromTheSystem) {
  Pool pool;
  constexpr int64_t kBytes = 5 << 20;
  Storage* s = pool.allocate_zeros(kBytes);
  ASSERT_NE(s, nullptr);
  for (int64_t i = 0; i < kBytes; i += 512) EXPECT_EQ(s->data[i], 0);
  std::memset(s->data, 1, s->bytes);
  unref(s);
  EXPECT_EQ(pool.allocate_zeros(kBytes), nullptr) << "a block that was written to is to be filled";
  EXPECT_EQ(pool.allocate_zeros(64), nullptr);
}

TEST(Pool, NamesTheSizeThatDoesNotFit) {
  Pool pool;
  const int64_t bytes = int64_t{1} << 60;
  try {
    pool.allocate(bytes);
    FAIL() << "no such machine";
  } catch (const OutOfMemory& e) {
    EXPECT_NE(std::string(e.what()).find("Unable to allocate 1.00 EiB"), std::string::npos) << e.what();
  }
  Storage* s = pool.allocate(100);  // and it goes on
  unref(s);
}

}  // namespace
}  // namespace lnp
