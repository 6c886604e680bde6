// Dropout, whose draws are a counter's hash: no mask is kept.
#pragma once
#include "call.h"
#include "pool.h"
#include "vectors.h"

namespace {

/** y = x times 0 or `kept`, by the same draws as keep-mask.ts: 32 mixed bits for each two values, of which x has from..to. */
INLINE void dropoutValues(const float *__restrict x, float *__restrict y, int64_t from, int64_t to, uint32_t start,
                          uint32_t dropped, float kept) {
  for (int64_t i = from; i < to; i++) {
    uint32_t bits = start ^ (static_cast<uint32_t>(i & ~int64_t{1}) * 0x9e3779b1u);
    bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
    bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
    bits ^= bits >> 16;
    const uint32_t half = (i & 1) != 0 ? bits >> 16 : bits & 0xffffu;
    y[i - from] = half >= dropped ? x[i - from] * kept : 0.0f;
  }
}

FAST void dropoutLoop(const float *__restrict x, float *__restrict y, int64_t from, int64_t to, uint32_t start,
                      uint32_t dropped, float kept) {
  dropoutValues(x, y, from, to, start, dropped, kept);
}

struct DropoutSettings {
  explicit DropoutSettings(Attributes &given)
      : kept(given.number("kept")), dropped(static_cast<uint32_t>(given.integer("dropped"))) {}
  const float kept;
  const uint32_t dropped;
};

void dropout(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *start = call.input(1);
  if (!call.fine()) return;
  float *y = call.output(0, shapeOf(x));
  if (!call.fine()) return;
  const auto numbers = *static_cast<DropoutSettings *>(settings);
  const float *from = floats(x);
  const uint32_t seed = firstInteger(start);
  inBlocks(TF_TensorElementCount(x), BLOCK, [=](int64_t a, int64_t b) {
    dropoutLoop(from + a, y + a, a, b, seed, numbers.dropped, numbers.kept);
  });
}

}  // namespace
