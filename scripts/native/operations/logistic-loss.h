// The log loss of yes and no, and its slopes.
#pragma once
#include <cmath>
#include <vector>

#include "call.h"
#include "pool.h"

namespace {

constexpr int64_t LOSSES_AT_ONCE = 2048;

/** Outputs: Σ softplus(-s z) / n, and its slopes -s σ(-s z) / n at z. Blocks' sums are added up in their order. */
void logisticLoss(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *z = call.input(0), *signs = call.input(1);
  if (!call.fine()) return;
  const int64_t count = TF_TensorElementCount(z);
  if (TF_TensorElementCount(signs) != count) return call.fail("there must be one sign for each z");
  float *loss = call.output(0, {}), *slopes = call.fine() ? call.output(1, shapeOf(z)) : nullptr;
  if (!call.fine()) return;
  std::vector<double> sums(static_cast<size_t>((count + LOSSES_AT_ONCE - 1) / LOSSES_AT_ONCE), 0.0);
  inBlocks(count, LOSSES_AT_ONCE, [&](int64_t from, int64_t to) {
    double sum = 0.0;
    for (int64_t n = from; n < to; n++) {
      const float sign = floats(signs)[n], x = -sign * floats(z)[n];
      const float tail = std::exp(-std::fabs(x));  // never overflows
      sum += std::fmax(x, 0.0f) + std::log1p(tail);
      slopes[n] = -sign * (x < 0.0f ? tail : 1.0f) / (1.0f + tail) / static_cast<float>(count);
    }
    sums[static_cast<size_t>(from / LOSSES_AT_ONCE)] = sum;
  });
  double all = 0.0;
  for (double sum : sums) all += sum;
  *loss = static_cast<float>(all / static_cast<double>(count));
}

}  // namespace
