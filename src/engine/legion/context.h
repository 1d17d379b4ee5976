// Legate's calls are made in the context of a task of Legion's, the program itself, which one thread at a time may have.
#pragma once
#include <memory>

namespace lnp::legion {

// Takes the context from the calling thread, which started Legate; from then on it is had in a Visit alone.
class Context {
 public:
  Context();
  ~Context();
  void take();
  void give_back();
  void abandon();  // in a process that was forked: visits do nothing from now on

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Has the context while it lives; visits may be nested.
class Visit {
 public:
  explicit Visit(Context& context) : context_(context) { context_.take(); }
  ~Visit() { context_.give_back(); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  Context& context_;
};

}  // namespace lnp::legion
