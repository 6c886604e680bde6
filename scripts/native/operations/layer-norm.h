// Layer normalisation and its derivative by its input.
#pragma once
#include <algorithm>
#include <cmath>

#include "call.h"
#include "pool.h"
#include "vectors.h"

namespace {

/** A row's mean, and one by the root of its variance and ε. */
INLINE void momentsOf(const float *__restrict x, float epsilon, int64_t width, float *mean, float *by) {
  float sums[LANES] = {0};
  float sum = 0.0f, variance = 0.0f;
  const int64_t even = width - width % LANES;
  for (int64_t d = 0; d < even; d += LANES)
    for (int l = 0; l < LANES; l++) sums[l] += x[d + l];
  for (int64_t d = even; d < width; d++) sum += x[d];
  const float middle = (sum + total(sums)) / static_cast<float>(width);
  std::fill(sums, sums + LANES, 0.0f);
  for (int64_t d = 0; d < even; d += LANES)
    for (int l = 0; l < LANES; l++) sums[l] += (x[d + l] - middle) * (x[d + l] - middle);
  for (int64_t d = even; d < width; d++) variance += (x[d] - middle) * (x[d] - middle);
  *mean = middle;
  *by = 1.0f / std::sqrt((variance + total(sums)) / static_cast<float>(width) + epsilon);
}

/** One row of layer normalisation, and what its derivative needs. */
FAST void layerNormRow(const float *__restrict x, const float *__restrict gain, const float *__restrict bias,
                       float epsilon, int64_t width, float *__restrict y, float *__restrict normal, float *scale) {
  float mean, by;
  momentsOf(x, epsilon, width, &mean, &by);
  for (int64_t d = 0; d < width; d++) {
    const float n = (x[d] - mean) * by;
    normal[d] = n;
    y[d] = n * gain[d] + bias[d];
  }
  *scale = by;
}

/** One row of the layer normalisation of a sum, where there is no way back. */
FAST void addNormRow(const float *__restrict x, const float *__restrict other, const float *__restrict gain,
                     const float *__restrict bias, float epsilon, int64_t width, float *__restrict y) {
  for (int64_t d = 0; d < width; d++) y[d] = x[d] + other[d];
  float mean, by;
  momentsOf(y, epsilon, width, &mean, &by);
  for (int64_t d = 0; d < width; d++) y[d] = (y[d] - mean) * by * gain[d] + bias[d];
}

/** With e = dy g: dx = (e - mean(e) - n mean(e n)) scale. */
FAST void layerNormGradRow(const float *__restrict dy, const float *__restrict normal, const float *__restrict gain,
                           float scale, int64_t width, float *__restrict dx) {
  float sums[LANES] = {0}, products[LANES] = {0};
  float mean = 0.0f, along = 0.0f;
  const int64_t even = width - width % LANES;
  for (int64_t d = 0; d < even; d += LANES)
    for (int l = 0; l < LANES; l++) {
      const float e = dy[d + l] * gain[d + l];
      sums[l] += e;
      products[l] += e * normal[d + l];
    }
  for (int64_t d = even; d < width; d++) {
    mean += dy[d] * gain[d];
    along += dy[d] * gain[d] * normal[d];
  }
  mean = (mean + total(sums)) / static_cast<float>(width);
  along = (along + total(products)) / static_cast<float>(width);
  for (int64_t d = 0; d < width; d++) dx[d] = (dy[d] * gain[d] - mean - normal[d] * along) * scale;
}

struct LayerNormSettings {
  explicit LayerNormSettings(Attributes &given) : epsilon(given.number("epsilon")) {}
  const float epsilon;
};

void layerNorm(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *gain = call.input(1), *bias = call.input(2);
  if (!call.fine()) return;
  const int64_t width = TF_TensorElementCount(gain), rows = TF_TensorElementCount(x) / std::max<int64_t>(1, width);
  float *y = call.output(0, shapeOf(x)), *normal = call.output(1, shapeOf(x)), *scale = call.output(2, {rows});
  if (!call.fine()) return;
  const float epsilon = static_cast<LayerNormSettings *>(settings)->epsilon;
  const float *from = floats(x), *g = floats(gain), *b = floats(bias);
  inBlocks(rows, rowsPerBlock(width), [=](int64_t first, int64_t last) {
    for (int64_t r = first; r < last; r++)
      layerNormRow(from + r * width, g, b, epsilon, width, y + r * width, normal + r * width, scale + r);
  });
}

/** LayerNorm(x + other) and nothing else. */
void addLayerNorm(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *other = call.input(1), *gain = call.input(2), *bias = call.input(3);
  if (!call.fine()) return;
  if (TF_TensorElementCount(x) != TF_TensorElementCount(other)) return call.fail("the summands do not fit each other");
  const int64_t width = TF_TensorElementCount(gain), rows = TF_TensorElementCount(x) / std::max<int64_t>(1, width);
  float *y = call.output(0, shapeOf(x));
  if (!call.fine()) return;
  const float epsilon = static_cast<LayerNormSettings *>(settings)->epsilon;
  const float *one = floats(x), *two = floats(other), *g = floats(gain), *b = floats(bias);
  inBlocks(rows, rowsPerBlock(width), [=](int64_t first, int64_t last) {
    for (int64_t r = first; r < last; r++)
      addNormRow(one + r * width, two + r * width, g, b, epsilon, width, y + r * width);
  });
}

void layerNormGrad(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *dy = call.input(0), *normal = call.input(1), *scale = call.input(2), *gain = call.input(3);
  if (!call.fine()) return;
  const int64_t width = TF_TensorElementCount(gain), rows = TF_TensorElementCount(scale);
  float *dx = call.output(0, shapeOf(dy));
  if (!call.fine()) return;
  const float *d = floats(dy), *n = floats(normal), *s = floats(scale), *g = floats(gain);
  inBlocks(rows, rowsPerBlock(width), [=](int64_t first, int64_t last) {
    for (int64_t r = first; r < last; r++)
      layerNormGradRow(d + r * width, n + r * width, g, s[r], width, dx + r * width);
  });
}

}  // namespace
