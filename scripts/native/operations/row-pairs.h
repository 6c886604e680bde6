// Pairs of rows, one of each of two tables (users and items): laid side by side, or joined by a weighted inner product.
#pragma once
#include <cstring>
#include <vector>

#include "embedding.h"

namespace {

/** Two tables and which of their rows meet: the pair n is p[left[n]] and q[right[n]]. */
struct RowPairs {
  RowPairs(Call &call, int first) {
    const TF_Tensor *p = call.input(first), *q = call.input(first + 1);
    const TF_Tensor *left = call.input(first + 2), *right = call.input(first + 3);
    if (!call.fine()) return;
    count = TF_TensorElementCount(left);
    sides[0] = {floats(p), integers(left), TF_Dim(p, 0), TF_Dim(p, 1)};
    sides[1] = {floats(q), integers(right), TF_Dim(q, 0), TF_Dim(q, 1)};
    if (TF_TensorElementCount(right) != count) call.fail("a row is left alone");
    else if (!allBelow(sides[0].at, count, sides[0].rows) || !allBelow(sides[1].at, count, sides[1].rows))
      call.fail("a table has no such row");
  }

  struct Side {
    const float *table;
    const int32_t *at;
    int64_t rows, width;

    const float *row(int64_t n) const { return table + at[n] * width; }
  } sides[2];
  int64_t count = 0;
};

/** y[n] = [p[left[n]], q[right[n]]] */
void rowPairs(void *, TF_OpKernelContext *context) {
  Call call(context);
  const RowPairs pairs(call, 0);
  if (!call.fine()) return;
  const auto &[p, q] = pairs.sides;
  const int64_t width = p.width + q.width;
  float *y = call.output(0, {pairs.count, width});
  if (!call.fine()) return;
  inBlocks(pairs.count, rowsPerBlock(width), [&, &p = p, &q = q](int64_t from, int64_t to) {
    for (int64_t n = from; n < to; n++) {
      std::memcpy(y + n * width, p.row(n), sizeof(float) * static_cast<size_t>(p.width));
      std::memcpy(y + n * width + p.width, q.row(n), sizeof(float) * static_cast<size_t>(q.width));
    }
  });
}

/** Parts of each table's rows that tasks take. A task looks at all pairs, so each sum is added up in the order of pairs. */
constexpr int64_t PARTS = 4;

/** Runs `work(side, part, from, to)` for parts of the rows of both tables. */
template <class Work>
void inPartsOfRows(const RowPairs &pairs, const Work &work) {
  pool().run(2 * PARTS, [&](int64_t task) {
    const int64_t side = task % 2, part = task / 2, rows = pairs.sides[side].rows;
    work(side, part, rows * part / PARTS, rows * (part + 1) / PARTS);
  });
}

/** Inputs: dy, then the pairs. Outputs: the slopes at p and q. */
void rowPairsGrad(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *dy = call.input(0);
  const RowPairs pairs(call, 1);
  if (!call.fine()) return;
  const auto &[p, q] = pairs.sides;
  const int64_t width = p.width + q.width;
  if (TF_TensorElementCount(dy) != pairs.count * width) return call.fail("the slopes do not fit the pairs");
  float *slopes[2] = {call.output(0, {p.rows, p.width}), call.fine() ? call.output(1, {q.rows, q.width}) : nullptr};
  if (!call.fine()) return;
  inPartsOfRows(pairs, [&, &p = p](int64_t side, int64_t, int64_t from, int64_t to) {
    const RowPairs::Side &own = pairs.sides[side];
    const float *source = floats(dy) + (side == 0 ? 0 : p.width);
    std::memset(slopes[side] + from * own.width, 0, sizeof(float) * static_cast<size_t>((to - from) * own.width));
    for (int64_t n = 0; n < pairs.count; n++)
      if (own.at[n] >= from && own.at[n] < to) addTo(slopes[side] + own.at[n] * own.width, source + n * width, own.width);
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

/** z[n] = Σ_d h_d p[left[n]]_d q[right[n]]_d */
void rowPairProduct(void *, TF_OpKernelContext *context) {
  Call call(context);
  const RowPairs pairs(call, 0);
  const TF_Tensor *h = call.input(4);
  if (!call.fine()) return;
  const auto &[p, q] = pairs.sides;
  if (p.width != q.width || TF_TensorElementCount(h) != p.width) return call.fail("p, q and h do not fit each other");
  float *z = call.output(0, {pairs.count, 1});
  if (!call.fine()) return;
  inBlocks(pairs.count, rowsPerBlock(p.width), [&, &p = p, &q = q](int64_t from, int64_t to) {
    for (int64_t n = from; n < to; n++) z[n] = weightedProduct(p.row(n), q.row(n), floats(h), p.width);
  });
}

FAST void addScaled(float *__restrict sum, const float *__restrict x, float scale, int64_t count) {
  for (int64_t i = 0; i < count; i++) sum[i] += scale * x[i];
}

/** sum += x y; then y = h y */
FAST void sumAndScale(float *__restrict sum, const float *__restrict x, float *__restrict y, const float *__restrict h,
                      int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    sum[i] += x[i] * y[i];
    y[i] *= h[i];
  }
}

/**
 * Inputs: dz, the pairs, h. Outputs: the slopes at p, q and h. With s_r = Σ dz[n] q[right[n]] over the pairs of the row r
 * of p, they are h s_r at that row, and Σ_r p_r s_r at h.
 */
void rowPairProductGrad(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *dz = call.input(0);
  const RowPairs pairs(call, 1);
  const TF_Tensor *h = call.input(5);
  if (!call.fine()) return;
  const int64_t width = pairs.sides[0].width;
  if (pairs.sides[1].width != width || TF_TensorElementCount(h) != width || TF_TensorElementCount(dz) != pairs.count)
    return call.fail("dz, p, q and h do not fit each other");
  float *slopes[2] = {call.output(0, {pairs.sides[0].rows, width}), nullptr};
  if (call.fine()) slopes[1] = call.output(1, {pairs.sides[1].rows, width});
  float *dh = call.fine() ? call.output(2, {1, width}) : nullptr;
  if (!call.fine()) return;
  std::vector<float> shares(static_cast<size_t>(2 * PARTS * width), 0.0f);  // of the parts, in the slopes at h
  inPartsOfRows(pairs, [&](int64_t side, int64_t part, int64_t from, int64_t to) {
    const RowPairs::Side &own = pairs.sides[side], &other = pairs.sides[1 - side];
    float *at = slopes[side], *share = shares.data() + (side * PARTS + part) * width;
    std::memset(at + from * width, 0, sizeof(float) * static_cast<size_t>((to - from) * width));
    for (int64_t n = 0; n < pairs.count; n++)
      if (own.at[n] >= from && own.at[n] < to) addScaled(at + own.at[n] * width, other.row(n), floats(dz)[n], width);
    for (int64_t r = from; r < to; r++) sumAndScale(share, own.table + r * width, at + r * width, floats(h), width);
  });
  std::memset(dh, 0, sizeof(float) * static_cast<size_t>(width));
  // Those of q's rows would give the same sum.
  for (int64_t part = 0; part < PARTS; part++) addTo(dh, shares.data() + part * width, width);
}

}  // namespace
