// Eight vectors of eight numbers, turned in registers: matrices are packed against their direction by it.
#pragma once
#include "vectors.h"

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define TURNS_IN_REGISTERS 1
#endif
#endif
#ifndef TURNS_IN_REGISTERS
#define TURNS_IN_REGISTERS 0
#endif

namespace {

#if TURNS_IN_REGISTERS
/** The number i of vector r becomes the number r of vector i: by pairs, by fours, by halves. */
INLINE void transposeEight(Vector (&v)[WIDE]) {
  Vector pairs[WIDE], fours[WIDE];
  for (int r = 0; r < WIDE; r += 2) {
    pairs[r] = __builtin_shufflevector(v[r], v[r + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[r + 1] = __builtin_shufflevector(v[r], v[r + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int half = 0; half < WIDE; half += 4)
    for (int one = 0; one < 2; one++) {
      const Vector &above = pairs[half + one], &below = pairs[half + one + 2];
      fours[half + 2 * one] = __builtin_shufflevector(above, below, 0, 1, 8, 9, 4, 5, 12, 13);
      fours[half + 2 * one + 1] = __builtin_shufflevector(above, below, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    v[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    v[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}
#else
INLINE void transposeEight(Vector (&v)[WIDE]) {
  for (int r = 0; r < WIDE; r++)
    for (int i = 0; i < r; i++) {
      const float one = v[r][i];
      v[r][i] = v[i][r];
      v[i][r] = one;
    }
}
#endif

}  // namespace
