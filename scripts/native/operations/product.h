// Products of large matrices, by blocks that stay in the processor's caches (Goto & van de Geijn, "Anatomy of High-Performance
// Matrix Multiplication", 2008). Blocks do not depend on the number of threads, so neither do the sums.
#pragma once
#include <vector>

#include "call.h"
#include "gelu.h"
#include "pool.h"
#include "tile.h"

namespace {

/** Rows of a, columns of b and terms of a sum that one block takes. */
constexpr int64_t BLOCK_ROWS = 48, BLOCK_COLUMNS = 768, BLOCK_DEPTH = 384;

/** Columns of b that are packed at once: bounds the memory for wide products. */
constexpr int64_t STRIP_COLUMNS = 3072;

/** Floats that `packRows` may write: whole vectors, and so a little behind the last panel. */
INLINE int64_t packedRowsSize(int64_t rows, int64_t depth) { return rows * depth + WIDE; }

/** One panel of TILE_ROWS rows that each lie in one piece; what a store writes too much, the next overwrites. */
INLINE void packPanelTurned(const float *from, int64_t row, int64_t depth, float *__restrict out) {
  static_assert(TILE_ROWS <= WIDE, "a panel's rows must fit into the vectors that are turned");
  const int64_t even = depth - depth % WIDE;
  for (int64_t k = 0; k < even; k += WIDE) {
    Vector part[WIDE] = {};
    for (int r = 0; r < TILE_ROWS; r++) part[r] = load(from + r * row + k);
    transposeEight(part);
    for (int i = 0; i < WIDE; i++) store(out + (k + i) * TILE_ROWS, part[i]);
  }
  for (int64_t k = even; k < depth; k++)
    for (int64_t r = 0; r < TILE_ROWS; r++) out[k * TILE_ROWS + r] = from[r * row + k];
}

/** rows x depth of a as panels of TILE_ROWS rows, each [depth x TILE_ROWS]; the last may have fewer. */
INLINE void packRows(const View &a, int64_t rows, int64_t depth, float *__restrict out) {
  const int64_t whole = rows - rows % TILE_ROWS;
  if (a.row == 1) {
    for (int64_t k = 0; k < depth; k++)
      for (int64_t i = 0; i < whole; i += TILE_ROWS)
        for (int64_t r = 0; r < TILE_ROWS; r++) out[i * depth + k * TILE_ROWS + r] = a.at[i + r + k * a.column];
  } else if (a.column == 1) {
    for (int64_t i = 0; i < whole; i += TILE_ROWS) packPanelTurned(a.at + i * a.row, a.row, depth, out + i * depth);
  } else {
    for (int64_t i = 0; i < whole; i += TILE_ROWS)
      for (int64_t k = 0; k < depth; k++)
        for (int64_t r = 0; r < TILE_ROWS; r++)
          out[i * depth + k * TILE_ROWS + r] = a.at[(i + r) * a.row + k * a.column];
  }
  for (int64_t k = 0; k < depth; k++)
    for (int64_t r = whole; r < rows; r++)
      out[whole * depth + k * TILE_ROWS + r - whole] = a.at[r * a.row + k * a.column];
}

/** A block of c: its rows of a are packed first, then each panel of b meets each of their panels. */
FAST void productBlock(const View &a, const float *__restrict b, int64_t rows, int64_t depth, int64_t columns,
                       const float *bias, bool add, float *__restrict c, int64_t stride, float *__restrict space) {
  packRows(a, rows, depth, space);
  for (int64_t j = 0; j < columns; j += TILE_COLUMNS, b += depth * TILE_COLUMNS) {
    const int64_t wide = std::min(TILE_COLUMNS, columns - j);
    const float *offset = bias == nullptr ? nullptr : bias + j;
    for (int64_t i = 0; i < rows; i += TILE_ROWS) {
      const View panel{space + i * depth, 1, TILE_ROWS};
      const int64_t high = std::min(TILE_ROWS, rows - i);
      float *to = c + i * stride + j;
      if (wide < TILE_COLUMNS) sumEdge(high, wide, panel, b, depth, offset, add, to, stride);
      else sumRows(high, panel, b, depth, offset, add, to, stride);
    }
  }
}

FAST void packPanels(const View &b, int64_t depth, int64_t columns, float *__restrict out) {
  packColumns(b, depth, columns, out);
}

/** Memory of a thread that lasts from call to call. */
float *space(std::vector<float> &owned, int64_t size) {
  if (static_cast<int64_t>(owned.size()) < size) owned.resize(static_cast<size_t>(size));
  return owned.data();
}

/** Blocks of at most BLOCK_ROWS rows, an even number, so that two threads end together. No sum depends on it. */
INLINE int64_t blocksDown(int64_t rows, int64_t tiles) {
  const int64_t least = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  return std::min(tiles, least + least % 2);
}

/** What happens to finished values: `rows` of `columns` values each, the rows `stride` apart. */
using Finish = std::function<void(int64_t firstRow, int64_t rows, int64_t firstColumn, int64_t columns)>;

/** c [rows x columns] = a b + bias. The bias may be null; `finish` may be empty. */
void multiply(const View &a, const View &b, const float *bias, int64_t rows, int64_t depth, int64_t columns,
              float *c, const Finish &finish) {
  static thread_local std::vector<float> packed;
  for (int64_t strip = 0; strip < columns; strip += STRIP_COLUMNS) {
    const int64_t wide = std::min(STRIP_COLUMNS, columns - strip);
    const int64_t parts = std::max<int64_t>(1, (depth + BLOCK_DEPTH - 1) / BLOCK_DEPTH);
    for (int64_t part = 0; part < parts; part++) {
      const int64_t k = depth * part / parts, deep = depth * (part + 1) / parts - k;
      float *panels = space(packed, packedSize(deep, wide));
      inBlocks(wide, 4 * TILE_COLUMNS, [&, panels](int64_t from, int64_t to) {
        packPanels(b.from(k, strip + from), deep, to - from, panels + from * deep);
      });
      const int64_t across = (wide + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS, tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
      const int64_t down = blocksDown(rows, tiles);
      pool().run(across * down, [&, panels](int64_t block) {
        static thread_local std::vector<float> own;
        const int64_t n = block / across, j = block % across * BLOCK_COLUMNS;
        const int64_t i = tiles * n / down * TILE_ROWS, end = std::min(rows, tiles * (n + 1) / down * TILE_ROWS);
        const int64_t high = end - i, broad = std::min(BLOCK_COLUMNS, wide - j);
        productBlock(a.from(i, k), panels + j * deep, high, deep, broad,
                     bias == nullptr || part > 0 ? nullptr : bias + strip + j, part > 0, c + i * columns + strip + j,
                     columns, space(own, packedRowsSize(BLOCK_ROWS, deep)));
        if (part == parts - 1 && finish) finish(i, high, strip + j, broad);
      });
    }
  }
}

/** A matrix of TensorFlow's, or its transpose. */
View viewOf(const TF_Tensor *matrix, bool transposed) {
  const int64_t width = TF_Dim(matrix, 1);
  return transposed ? View{floats(matrix), 1, width} : View{floats(matrix), width, 1};
}

struct ProductSettings {
  explicit ProductSettings(Attributes &given)
      : transposeA(given.flag("transpose_a")), transposeB(given.flag("transpose_b")) {}
  const bool transposeA, transposeB;
};

/** a b, each of which may be transposed first. */
void product(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *a = call.input(0), *b = call.input(1);
  if (!call.fine()) return;
  const auto turned = *static_cast<ProductSettings *>(settings);
  const int64_t rows = TF_Dim(a, turned.transposeA ? 1 : 0), depth = TF_Dim(a, turned.transposeA ? 0 : 1);
  const int64_t columns = TF_Dim(b, turned.transposeB ? 0 : 1);
  if (TF_Dim(b, turned.transposeB ? 1 : 0) != depth) return call.fail("the matrices do not fit each other");
  float *c = call.output(0, {rows, columns});
  if (!call.fine()) return;
  multiply(viewOf(a, turned.transposeA), viewOf(b, turned.transposeB), nullptr, rows, depth, columns, c, {});
}

/** x Wᵀ + b. */
void linear(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *weight = call.input(1), *bias = call.input(2);
  if (!call.fine()) return;
  const int64_t rows = TF_Dim(x, 0), depth = TF_Dim(x, 1), columns = TF_Dim(weight, 0);
  if (TF_Dim(weight, 1) != depth) return call.fail("the weight does not fit the input");
  float *y = call.output(0, {rows, columns});
  if (!call.fine()) return;
  multiply(viewOf(x, false), viewOf(weight, true), floats(bias), rows, depth, columns, y, {});
}

/** GELU(x Wᵀ + b) and, for the way back, its slope there: each block of sums is still in the cache. */
template <bool SLOPE>
void linearGelu(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *weight = call.input(1), *bias = call.input(2);
  if (!call.fine()) return;
  const int64_t rows = TF_Dim(x, 0), depth = TF_Dim(x, 1), columns = TF_Dim(weight, 0);
  if (TF_Dim(weight, 1) != depth) return call.fail("the weight does not fit the input");
  float *y = call.output(0, {rows, columns}), *slope = SLOPE && call.fine() ? call.output(1, {rows, columns}) : nullptr;
  if (!call.fine()) return;
  multiply(viewOf(x, false), viewOf(weight, true), floats(bias), rows, depth, columns, SLOPE ? slope : y,
           [=](int64_t i, int64_t high, int64_t j, int64_t broad) {
             for (int64_t r = i; r < i + high; r++) {
               const int64_t at = r * columns + j;
               if (SLOPE) geluInPlace(slope + at, y + at, broad);
               else geluValues(y + at, broad);
             }
           });
}

/** Whether these loops are the fastest way here: TensorFlow's own know wider registers, and other processors. */
bool multipliesFast() {
#if CHOOSES_BY_PROCESSOR
  __builtin_cpu_init();  // else nothing is known yet while the library is loaded
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && !__builtin_cpu_supports("avx512f");
#else
  return false;
#endif
}

}  // namespace
