// Calls of TensorFlow with signals held back. The matrix product of oneDNN for AVX keeps the stack pointer in memory of the
// heap while it computes; the handler of a signal that meets it, a Ctrl-C or a profiler's tick, writes over what lies there.
// `npm run device:native` gives the vendor's binding these two in place of TensorFlow's own (see compile.mjs). A signal
// then goes to another thread of Node, or waits until the call ends.
#undef TFE_Execute
#undef TFE_NewContext
#include <signal.h>

#include <initializer_list>

#include "tensorflow/c/eager/c_api.h"

namespace {

/** Holds signals back in this thread, and in threads that it starts meanwhile, as long as it lives. */
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigfillset(&held);
    // A fault of the code itself cannot wait.
    for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) sigdelset(&held, fault);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals &) = delete;

 private:
  sigset_t before_;
};

}  // namespace

extern "C" {

void CartwrightExecute(TFE_Op *op, TFE_TensorHandle **results, int *count, TF_Status *status) {
  HeldSignals held;
  TFE_Execute(op, results, count, status);
}

/** TensorFlow's threads start here, and compute with signals held back for good. */
TFE_Context *CartwrightNewContext(const TFE_ContextOptions *options, TF_Status *status) {
  HeldSignals held;
  return TFE_NewContext(options, status);
}
}
