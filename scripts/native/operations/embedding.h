// What networks over embeddings do besides products of matrices: rows are looked up, and their gradients are added up by row.
#pragma once
#include <cstring>

#include "call.h"
#include "pool.h"
#include "vectors.h"

namespace {

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

}  // namespace
