// What networks over embeddings do besides products of matrices: rows are looked up, their gradients are added up by row, and two
// rows are joined by a weighted inner product.
#pragma once
#include <cstring>

#include "call.h"
#include "pool.h"
#include "vectors.h"

namespace {

bool allBelow(const int32_t *ids, int64_t count, int64_t limit) {
  for (int64_t n = 0; n < count; n++)
    if (ids[n] < 0 || ids[n] >= limit) return false;
  return true;
}

/** y[n] = table[ids[n]] */
void gatherRows(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *table = call.input(0), *ids = call.input(1);
  if (!call.fine()) return;
  const int64_t width = TF_Dim(table, 1), count = TF_TensorElementCount(ids);
  if (!allBelow(integers(ids), count, TF_Dim(table, 0))) return call.fail("the table has no such row");
  float *y = call.output(0, {count, width});
  if (!call.fine()) return;
  inBlocks(count, rowsPerBlock(width), [&](int64_t from, int64_t to) {
    for (int64_t n = from; n < to; n++)
      std::memcpy(y + n * width, floats(table) + integers(ids)[n] * width, sizeof(float) * static_cast<size_t>(width));
  });
}

FAST void addTo(float *__restrict sum, const float *__restrict x, int64_t count) {
  for (int64_t i = 0; i < count; i++) sum[i] += x[i];
}

/**
 * y[r] = Σ of the rows x[n] with ids[n] = r. A thread takes some of the sums and looks for their terms, so each sum is added up in
 * the order of n whatever the number of threads.
 */
void segmentSum(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *ids = call.input(1), *height = call.input(2);
  if (!call.fine()) return;
  const int64_t width = TF_Dim(x, 1), count = TF_TensorElementCount(ids), rows = firstInteger(height);
  if (TF_Dim(x, 0) != count) return call.fail("there must be one id for each row");
  if (!allBelow(integers(ids), count, rows)) return call.fail("there is no such sum");
  float *y = call.output(0, {rows, width});
  if (!call.fine()) return;
  inBlocks(rows, std::max(rowsPerBlock(width), (rows + 3) / 4), [&](int64_t from, int64_t to) {
    std::memset(y + from * width, 0, sizeof(float) * static_cast<size_t>((to - from) * width));
    for (int64_t n = 0; n < count; n++) {
      const int64_t row = integers(ids)[n];
      if (row >= from && row < to) addTo(y + row * width, floats(x) + n * width, width);
    }
  });
}

FAST float weightedProduct(const float *__restrict p, const float *__restrict q, const float *__restrict h, int64_t width) {
  float lanes[WIDE] = {0}, sum = 0.0f;
  const int64_t even = width - width % WIDE;
  for (int64_t d = 0; d < even; d += WIDE)
    for (int l = 0; l < WIDE; l++) lanes[l] += h[d + l] * p[d + l] * q[d + l];
  for (int64_t d = even; d < width; d++) sum += h[d] * p[d] * q[d];
  for (int l = 0; l < WIDE; l++) sum += lanes[l];
  return sum;
}

/** z[n] = Σ_d h_d p_nd q_nd */
void pairProduct(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *p = call.input(0), *q = call.input(1), *h = call.input(2);
  if (!call.fine()) return;
  const int64_t rows = TF_Dim(p, 0), width = TF_Dim(p, 1);
  if (TF_TensorElementCount(q) != rows * width || TF_TensorElementCount(h) != width)
    return call.fail("p, q and h do not fit each other");
  float *z = call.output(0, {rows, 1});
  if (!call.fine()) return;
  inBlocks(rows, rowsPerBlock(width), [&](int64_t from, int64_t to) {
    for (int64_t n = from; n < to; n++) z[n] = weightedProduct(floats(p) + n * width, floats(q) + n * width, floats(h), width);
  });
}

FAST void pairSlopes(float dz, const float *__restrict p, const float *__restrict q, const float *__restrict h,
                     float *__restrict dp, float *__restrict dq, float *__restrict dh, int64_t width) {
  for (int64_t d = 0; d < width; d++) {
    const float left = p[d], right = q[d], slope = dz * h[d];
    dp[d] = slope * right;
    dq[d] = slope * left;
    dh[d] += dz * left * right;
  }
}

/** The derivatives by p, q and h. Blocks' sums for h are added up in their order. */
void pairProductGrad(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *dz = call.input(0), *p = call.input(1), *q = call.input(2), *h = call.input(3);
  if (!call.fine()) return;
  const int64_t rows = TF_Dim(p, 0), width = TF_Dim(p, 1), block = rowsPerBlock(width);
  if (TF_TensorElementCount(q) != rows * width || TF_TensorElementCount(h) != width || TF_TensorElementCount(dz) != rows)
    return call.fail("dz, p, q and h do not fit each other");
  float *dp = call.output(0, {rows, width}), *dq = call.fine() ? call.output(1, {rows, width}) : nullptr;
  float *dh = call.fine() ? call.output(2, {1, width}) : nullptr;
  if (!call.fine()) return;
  std::vector<float> parts(static_cast<size_t>((rows + block - 1) / block * width), 0.0f);
  inBlocks(rows, block, [&](int64_t from, int64_t to) {
    float *part = parts.data() + from / block * width;
    for (int64_t n = from; n < to; n++) {
      const int64_t at = n * width;
      pairSlopes(floats(dz)[n], floats(p) + at, floats(q) + at, floats(h), dp + at, dq + at, part, width);
    }
  });
  std::memset(dh, 0, sizeof(float) * static_cast<size_t>(width));
  for (size_t at = 0; at < parts.size(); at += static_cast<size_t>(width)) addTo(dh, parts.data() + at, width);
}

}  // namespace
