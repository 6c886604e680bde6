// What the loops of our operations are written in: eight floats at a time, compiled once for any processor and once for those
// with AVX2 and FMA; the loader chooses.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define FAST __attribute__((target_clones("arch=x86-64-v3", "default")))
#define CHOOSES_BY_PROCESSOR 1
#else
#define FAST
#define CHOOSES_BY_PROCESSOR 0
#endif
#define INLINE inline __attribute__((always_inline))

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"  // vectors are passed between inlined functions alone
#endif

namespace {

constexpr int WIDE = 8;

/** Eight floats; on processors without such registers the compiler makes two of four. */
typedef float Vector __attribute__((vector_size(4 * WIDE)));

INLINE Vector load(const float *from) {
  Vector values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

INLINE void store(float *to, const Vector &values) { std::memcpy(to, &values, sizeof values); }

/** exp(x) for x <= 0: the polynomial of Cephes, to 2 units in the last place. */
INLINE float expOfNegative(float x) {
  x = x < -87.0f ? -87.0f : x;
  const float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  const float f = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * f + 1.3981999507e-3f;
  p = p * f + 8.3334519073e-3f;
  p = p * f + 4.1665795894e-2f;
  p = p * f + 1.6666665459e-1f;
  p = p * f + 5.0000001201e-1f;
  p = p * f * f + f + 1.0f;
  const int32_t bits = (static_cast<int32_t>(n) + 127) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

constexpr int LANES = 16;

INLINE float total(const float *lanes) {
  float sum = 0.0f;
  for (int l = 0; l < LANES; l++) sum += lanes[l];
  return sum;
}

}  // namespace
