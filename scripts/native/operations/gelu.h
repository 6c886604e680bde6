// GELU and its slope: both need the same exponential.
#pragma once
#include <cmath>

#include "call.h"
#include "pool.h"
#include "vectors.h"

namespace {

/** y = x Φ(x) and its slope Φ(x) + x φ(x). Abramowitz & Stegun, 7.1.26: Φ to 1e-7. */
INLINE void geluOf(float at, float *y, float *slope) {
  const float bell = expOfNegative(-0.5f * at * at);
  const float t = 1.0f / (1.0f + 0.3275911f * 0.70710678f * std::fabs(at));
  const float tail =
      0.5f * bell * t *
      (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  const float below = at < 0.0f ? tail : 1.0f - tail;
  *y = at * below;
  *slope = below + at * bell * 0.39894228f;
}

FAST void geluLoop(const float *__restrict x, float *__restrict y, float *__restrict slope, int64_t count) {
  for (int64_t i = 0; i < count; i++) geluOf(x[i], y + i, slope + i);
}

/** The same, with the slope in the place of x. */
FAST void geluInPlace(float *__restrict x, float *__restrict y, int64_t count) {
  for (int64_t i = 0; i < count; i++) geluOf(x[i], y + i, x + i);
}

/** The value alone, in the place of x. */
FAST void geluValues(float *__restrict x, int64_t count) {
  float slope;
  for (int64_t i = 0; i < count; i++) geluOf(x[i], x + i, &slope);
}

void gelu(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0);
  if (!call.fine()) return;
  float *y = call.output(0, shapeOf(x)), *slope = call.output(1, shapeOf(x));
  if (!call.fine()) return;
  const float *from = floats(x);
  inBlocks(TF_TensorElementCount(x), BLOCK,
           [=](int64_t a, int64_t b) { geluLoop(from + a, y + a, slope + a, b - a); });
}

}  // namespace
