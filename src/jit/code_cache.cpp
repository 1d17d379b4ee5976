#include "jit/code_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

namespace lnp {
namespace {

namespace fs = std::filesystem;

constexpr char kMagic[8] = {'l', 'n', 'p', 'c', 'o', 'd', 'e', '1'};
constexpr double kLeft = 0.75;  // of the bound, once the oldest files have gone

struct Header {
  char magic[8];
  uint64_t key_bytes, content_bytes, checksum;  // of key and content
};

// FNV-1a.
uint64_t hash(const std::string& s, uint64_t h = 0xcbf29ce484222325u) {
  for (unsigned char c : s) h = (h ^ c) * 0x100000001b3u;
  return h;
}

// The whole file; false where it cannot be read.
bool read_file(const std::string& path, std::string* out) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct stat s;
  bool ok = fstat(fd, &s) == 0;
  out->resize(ok ? static_cast<size_t>(s.st_size) : 0);
  size_t done = 0;
  while (ok && done < out->size()) {
    ssize_t n = ::read(fd, out->data() + done, out->size() - done);
    if (n < 0 && errno == EINTR) continue;
    ok = n > 0;
    done += ok ? static_cast<size_t>(n) : 0;
  }
  ::close(fd);
  return ok;
}

bool write_file(const std::string& path, const std::string& bytes) {
  int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  size_t done = 0;
  bool ok = true;
  while (ok && done < bytes.size()) {
    ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    ok = n > 0;
    done += ok ? static_cast<size_t>(n) : 0;
  }
  ok = ::close(fd) == 0 && ok;
  if (!ok) ::unlink(path.c_str());
  return ok;
}

}  // namespace

void CodeCache::open(const std::string& folder, int64_t most) {
  folder_.clear();
  trouble_.clear();
  most_ = most;
  if (folder.empty()) return;
  std::error_code error;
  fs::path path(folder);
  if (!fs::exists(path, error)) {
    fs::create_directories(path, error);
    ::chmod(folder.c_str(), 0700);
  }
  if (!belongs_to_user(folder, true)) return;
  if (::access(folder.c_str(), W_OK | X_OK) != 0) trouble_ = folder + ": " + std::strerror(errno);
  folder_ = folder;
  bounded_ = false;
}

bool CodeCache::belongs_to_user(const std::string& path, bool folder) {
  struct stat s;
  if (::lstat(path.c_str(), &s) != 0) {
    if (folder) trouble_ = path + ": " + std::strerror(errno);
    return false;
  }
  bool ok = s.st_uid == ::geteuid() && (s.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
            (folder ? S_ISDIR(s.st_mode) : S_ISREG(s.st_mode));
  if (!ok) trouble_ = path + " is not this user's alone";
  return ok;
}

std::string CodeCache::path_of(const std::string& key) const {
  char name[20];
  std::snprintf(name, sizeof name, "/%016llx", static_cast<unsigned long long>(hash(key)));
  return folder_ + name;
}

bool CodeCache::find(const std::string& key, std::string* content) {
  if (folder_.empty()) return false;
  std::string path = path_of(key), bytes;
  if (!belongs_to_user(path, false) || !read_file(path, &bytes)) return false;
  Header h;
  bool ok = bytes.size() >= sizeof h;
  if (ok) {
    std::memcpy(&h, bytes.data(), sizeof h);
    uint64_t rest = bytes.size() - sizeof h;
    ok = std::memcmp(h.magic, kMagic, sizeof kMagic) == 0 && h.key_bytes <= rest &&
         h.content_bytes == rest - h.key_bytes && h.checksum == hash(bytes.substr(sizeof h));
  }
  if (!ok) {
    trouble_ = path + " is damaged";
    return false;
  }
  if (bytes.compare(sizeof h, h.key_bytes, key) != 0) return false;  // another one with the same hash
  *content = bytes.substr(sizeof h + h.key_bytes);
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // the oldest ones go first
  return true;
}

void CodeCache::keep(const std::string& key, const std::string& content) {
  if (folder_.empty()) return;
  if (!bounded_) remove_oldest();
  bounded_ = true;
  static std::atomic<unsigned> count{0};
  std::string path = path_of(key);
  auto now =
      std::chrono::system_clock::now().time_since_epoch().count();  // other machines have such process numbers, too
  std::string fresh = path + "." + std::to_string(::getpid()) + "." + std::to_string(now) + std::to_string(count++);
  Header h{{}, key.size(), content.size(), hash(key + content)};
  std::memcpy(h.magic, kMagic, sizeof kMagic);
  std::string bytes(reinterpret_cast<const char*>(&h), sizeof h);
  if (!write_file(fresh, bytes + key + content) || ::rename(fresh.c_str(), path.c_str()) != 0) {
    trouble_ = path + ": " + std::strerror(errno);
    ::unlink(fresh.c_str());
  }
}

void CodeCache::remove_oldest() {
  struct Entry {
    fs::file_time_type time;
    int64_t bytes;
    fs::path path;
  };
  std::vector<Entry> entries;
  int64_t total = 0;
  std::error_code error;
  for (const auto& e : fs::directory_iterator(folder_, error)) {
    auto bytes = static_cast<int64_t>(e.file_size(error));
    if (error) continue;  // another process has removed it
    entries.push_back({e.last_write_time(error), bytes, e.path()});
    total += bytes;
  }
  if (total <= most_) return;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
  for (const Entry& e : entries) {
    if (static_cast<double>(total) <= kLeft * static_cast<double>(most_)) break;
    fs::remove(e.path, error);
    total -= e.bytes;
  }
}

}  // namespace lnp
