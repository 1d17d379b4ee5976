#include "engine/legion/context.h"

#include <legion.h>

namespace lnp::legion {

struct Context::State {
  Legion::Runtime* runtime = Legion::Runtime::get_runtime();
  Legion::Context context = Legion::Runtime::get_context();
  int depth = 0;
};

Context::Context() : state_(std::make_unique<State>()) {
  state_->runtime->unbind_implicit_task_from_external_thread(state_->context);
}
Context::~Context() = default;

void Context::take() {
  if (state_->depth++ == 0) state_->runtime->bind_implicit_task_to_external_thread(state_->context);
}

void Context::give_back() {
  if (--state_->depth == 0) state_->runtime->unbind_implicit_task_from_external_thread(state_->context);
}

void Context::abandon() { state_->depth = 1; }

}  // namespace lnp::legion
