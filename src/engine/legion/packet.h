// What a task is told, as a row of numbers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace lnp::legion {

class PacketWriter {
 public:
  PacketWriter& operator<<(int64_t n) {
    numbers_.push_back(n);
    return *this;
  }
  const std::vector<int64_t>& numbers() const { return numbers_; }

 private:
  std::vector<int64_t> numbers_;
};

class PacketReader {
 public:
  PacketReader(const int64_t* begin, size_t count) : at_(begin), end_(begin + count) {}
  int64_t next() { return *at_++; }
  bool done() const { return at_ == end_; }

 private:
  const int64_t *at_, *end_;
};

}  // namespace lnp::legion
