// Machine code on disk, for the next process of the same user: one file for each key, written whole or not at all.
#pragma once
#include <cstdint>
#include <string>

namespace lnp {

// Machine code is run by whoever reads it: files and folders that another user owns or may write are not used.
class CodeCache {
 public:
  // An empty folder name: nothing is kept. `most` bounds all files together, in bytes, when one is added.
  void open(const std::string& folder, int64_t most);

  // What keep() got under the same key. False where that is missing or damaged.
  bool find(const std::string& key, std::string* content);

  void keep(const std::string& key, const std::string& content);

  // Why the folder is not used or a file was not; empty: nothing is wrong.
  const std::string& trouble() const { return trouble_; }

 private:
  std::string path_of(const std::string& key) const;
  bool belongs_to_user(const std::string& path, bool folder);
  void remove_oldest();

  std::string folder_, trouble_;
  int64_t most_ = 0;
  bool bounded_ = false;  // by this process, once
};

}  // namespace lnp
