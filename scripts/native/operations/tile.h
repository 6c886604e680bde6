// Tiles of a matrix product, small enough to be summed in registers.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "transpose.h"
#include "vectors.h"

namespace {

constexpr int64_t TILE_ROWS = 6, TILE_COLUMNS = 2 * WIDE;

/** A matrix that is read where it lies: the entry (i, k) is at[i * row + k * column]. */
struct View {
  const float *at;
  int64_t row, column;

  INLINE View from(int64_t i, int64_t k) const { return {at + i * row + k * column, row, column}; }
};

/** Floats that `packColumns` writes. */
INLINE int64_t packedSize(int64_t depth, int64_t columns) {
  return depth * ((columns + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS);
}

/** One panel of columns that each lie in one piece: eight numbers of eight columns at a time. */
INLINE void packTurned(const float *from, int64_t column, int64_t depth, float *__restrict out) {
  const int64_t even = depth - depth % WIDE;
  for (int64_t c = 0; c < TILE_COLUMNS; c += WIDE)
    for (int64_t k = 0; k < even; k += WIDE) {
      Vector part[WIDE];
      for (int i = 0; i < WIDE; i++) part[i] = load(from + (c + i) * column + k);
      transposeEight(part);
      for (int i = 0; i < WIDE; i++) store(out + (k + i) * TILE_COLUMNS + c, part[i]);
    }
  for (int64_t k = even; k < depth; k++)
    for (int64_t c = 0; c < TILE_COLUMNS; c++) out[k * TILE_COLUMNS + c] = from[c * column + k];
}

/** b [depth x columns] as panels of TILE_COLUMNS columns, each [depth x TILE_COLUMNS]; columns that are not there are 0. */
INLINE void packColumns(const View &b, int64_t depth, int64_t columns, float *__restrict out) {
  for (int64_t j = 0; j < columns; j += TILE_COLUMNS, out += depth * TILE_COLUMNS) {
    const int64_t count = std::min(TILE_COLUMNS, columns - j);
    const float *from = b.at + j * b.column;
    if (count == TILE_COLUMNS && b.column == 1) {
      for (int64_t k = 0; k < depth; k++) std::memcpy(out + k * TILE_COLUMNS, from + k * b.row, 4 * TILE_COLUMNS);
    } else if (count == TILE_COLUMNS && b.row == 1) {
      packTurned(from, b.column, depth, out);
    } else if (count == TILE_COLUMNS) {
      for (int64_t k = 0; k < depth; k++)
        for (int64_t c = 0; c < TILE_COLUMNS; c++) out[k * TILE_COLUMNS + c] = from[k * b.row + c * b.column];
    } else {
      for (int64_t k = 0; k < depth; k++)
        for (int64_t c = 0; c < TILE_COLUMNS; c++)
          out[k * TILE_COLUMNS + c] = c < count ? from[k * b.row + c * b.column] : 0.0f;
    }
  }
}

/** c = a b for `ROWS` rows of a and one panel of b; with `add`, c + a b; with a bias, bias + a b. */
template <int ROWS>
INLINE void sumTile(const View &a, const float *__restrict b, int64_t depth, const float *bias, bool add,
                    float *__restrict c, int64_t stride) {
  Vector left[ROWS], right[ROWS];
  const Vector l0 = bias == nullptr ? Vector{} : load(bias), r0 = bias == nullptr ? Vector{} : load(bias + WIDE);
  for (int r = 0; r < ROWS; r++) left[r] = l0, right[r] = r0;
  const float *at = a.at;
  for (int64_t k = 0; k < depth; k++, at += a.column, b += TILE_COLUMNS) {
    const Vector l = load(b), r = load(b + WIDE);
    for (int i = 0; i < ROWS; i++) {
      left[i] += l * at[i * a.row];
      right[i] += r * at[i * a.row];
    }
  }
  for (int r = 0; r < ROWS; r++) {
    float *to = c + r * stride;
    store(to, add ? left[r] + load(to) : left[r]);
    store(to + WIDE, add ? right[r] + load(to + WIDE) : right[r]);
  }
}

/** The same for 1 to 6 rows. */
INLINE void sumRows(int64_t rows, const View &a, const float *__restrict b, int64_t depth, const float *bias, bool add,
                    float *__restrict c, int64_t stride) {
  switch (rows) {
    case 1: return sumTile<1>(a, b, depth, bias, add, c, stride);
    case 2: return sumTile<2>(a, b, depth, bias, add, c, stride);
    case 3: return sumTile<3>(a, b, depth, bias, add, c, stride);
    case 4: return sumTile<4>(a, b, depth, bias, add, c, stride);
    case 5: return sumTile<5>(a, b, depth, bias, add, c, stride);
    default: return sumTile<6>(a, b, depth, bias, add, c, stride);
  }
}

/** A tile whose last columns are not there. */
INLINE void sumEdge(int64_t rows, int64_t columns, const View &a, const float *__restrict b, int64_t depth,
                    const float *bias, bool add, float *__restrict c, int64_t stride) {
  float part[TILE_ROWS * TILE_COLUMNS];
  sumRows(rows, a, b, depth, nullptr, false, part, TILE_COLUMNS);
  for (int64_t r = 0; r < rows; r++)
    for (int64_t j = 0; j < columns; j++) {
      const float before = add ? c[r * stride + j] : bias != nullptr ? bias[j] : 0.0f;
      c[r * stride + j] = before + part[r * TILE_COLUMNS + j];
    }
}

/**
 * c [rows x columns] = a b, plus what c holds (`add`) or else plus the bias of each column, where there is one.
 *
 * @param b from `packColumns`
 */
INLINE void multiplyPacked(const View &a, const float *__restrict b, int64_t rows, int64_t depth, int64_t columns,
                           const float *bias, bool add, float *__restrict c, int64_t stride) {
  for (int64_t j = 0; j < columns; j += TILE_COLUMNS, b += depth * TILE_COLUMNS) {
    const int64_t wide = std::min(TILE_COLUMNS, columns - j);
    const float *offset = bias == nullptr ? nullptr : bias + j;
    for (int64_t i = 0; i < rows; i += TILE_ROWS) {
      const int64_t high = std::min(TILE_ROWS, rows - i);
      float *to = c + i * stride + j;
      if (wide < TILE_COLUMNS) sumEdge(high, wide, a.from(i, 0), b, depth, offset, add, to, stride);
      else sumRows(high, a.from(i, 0), b, depth, offset, add, to, stride);
    }
  }
}

}  // namespace
