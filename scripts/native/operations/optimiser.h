// AdamW over all weights of a model in one call, in their own memory, and the squared lengths that clipping asks for.
#pragma once
#include <cmath>
#include <vector>

#include "call.h"
#include "pool.h"
#include "vectors.h"

namespace {

/** The numbers of a step, in the order in which adamw-native.ts gives them. */
struct AdamwNumbers {
  float beta1, beta2, shrink, gradientScale, rate, epsilon;

  explicit AdamwNumbers(const float *n)
      : beta1(n[0]), beta2(n[1]), shrink(n[2]), gradientScale(n[3]), rate(n[4]), epsilon(n[5]) {}
};

/** As adamw-memory.ts. */
FAST void adamwLoop(float *__restrict weight, float *__restrict m, float *__restrict v,
                    const float *__restrict gradient, const AdamwNumbers numbers, int64_t count) {
  const float rest1 = 1.0f - numbers.beta1, rest2 = 1.0f - numbers.beta2;
  for (int64_t i = 0; i < count; i++) {
    const float g = gradient[i] * numbers.gradientScale;
    const float nextM = numbers.beta1 * m[i] + rest1 * g;
    const float nextV = numbers.beta2 * v[i] + rest2 * g * g;
    m[i] = nextM;
    v[i] = nextV;
    weight[i] = numbers.shrink * weight[i] - numbers.rate * nextM / (std::sqrt(nextV) + numbers.epsilon);
  }
}

/** Values `from` to `to` of one of several tensors. */
struct Piece {
  int64_t tensor, from, to;
};

std::vector<Piece> inPieces(const std::vector<const TF_Tensor *> &tensors) {
  std::vector<Piece> pieces;
  for (size_t t = 0; t < tensors.size(); t++) {
    const int64_t count = TF_TensorElementCount(tensors[t]);
    for (int64_t from = 0; from < count; from += BLOCK)
      pieces.push_back({static_cast<int64_t>(t), from, std::min(count, from + BLOCK)});
  }
  return pieces;
}

struct ListSettings {
  explicit ListSettings(Attributes &given) : count(given.integer("N")) {}
  const int64_t count;
};

/** Inputs `from` to `from + count - 1`. */
std::vector<const TF_Tensor *> inputs(Call &call, int64_t from, int64_t count) {
  std::vector<const TF_Tensor *> list;
  for (int64_t i = 0; i < count && call.fine(); i++) list.push_back(call.input(static_cast<int>(from + i)));
  return list;
}

/** The caller has made sure that nobody else holds these values. */
float *writable(const TF_Tensor *tensor) { return static_cast<float *>(TF_TensorData(tensor)); }

/** Inputs: N weights, N first moments, N second moments, which are changed; N gradients; the numbers. */
void adamw(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const int64_t count = static_cast<ListSettings *>(settings)->count;
  const auto weights = inputs(call, 0, count), firsts = inputs(call, count, count);
  const auto seconds = inputs(call, 2 * count, count), gradients = inputs(call, 3 * count, count);
  const TF_Tensor *given = call.input(static_cast<int>(4 * count));
  if (!call.fine()) return;
  for (int64_t i = 0; i < count; i++) {
    const int64_t size = TF_TensorElementCount(weights[i]);
    for (const TF_Tensor *other : {firsts[i], seconds[i], gradients[i]})
      if (TF_TensorElementCount(other) != size) return call.fail("a weight, its moments and its gradient differ in size");
  }
  const AdamwNumbers numbers(floats(given));
  const auto pieces = inPieces(weights);
  pool().run(static_cast<int64_t>(pieces.size()), [&](int64_t p) {
    const auto [t, from, to] = pieces[static_cast<size_t>(p)];
    adamwLoop(writable(weights[t]) + from, writable(firsts[t]) + from, writable(seconds[t]) + from,
              floats(gradients[t]) + from, numbers, to - from);
  });
}

/**
 * The same for some rows of N tables, each row named once. Inputs: N tables, N first moments, N second moments, which are
 * changed; N lists of rows; N gradients, each with one row for each row named; the numbers.
 */
void adamwTables(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const int64_t count = static_cast<ListSettings *>(settings)->count;
  const auto weights = inputs(call, 0, count), firsts = inputs(call, count, count);
  const auto seconds = inputs(call, 2 * count, count), rows = inputs(call, 3 * count, count);
  const auto gradients = inputs(call, 4 * count, count);
  const TF_Tensor *given = call.input(static_cast<int>(5 * count));
  if (!call.fine()) return;
  std::vector<Piece> pieces;
  for (int64_t t = 0; t < count; t++) {
    const int64_t width = TF_Dim(weights[t], 1), touched = TF_TensorElementCount(rows[t]);
    if (TF_TensorElementCount(gradients[t]) != touched * width) return call.fail("the gradient does not fit the rows");
    if (!allBelow(integers(rows[t]), touched, TF_Dim(weights[t], 0))) return call.fail("the table has no such row");
    for (int64_t from = 0, step = rowsPerBlock(width); from < touched; from += step)
      pieces.push_back({t, from, std::min(touched, from + step)});
  }
  const AdamwNumbers numbers(floats(given));
  pool().run(static_cast<int64_t>(pieces.size()), [&](int64_t p) {
    const auto [t, from, to] = pieces[static_cast<size_t>(p)];
    const int64_t width = TF_Dim(weights[t], 1);
    for (int64_t r = from; r < to; r++) {
      const int64_t at = integers(rows[t])[r] * width;
      adamwLoop(writable(weights[t]) + at, writable(firsts[t]) + at, writable(seconds[t]) + at,
                floats(gradients[t]) + r * width, numbers, width);
    }
  });
}

FAST float squaredLength(const float *__restrict x, int64_t count) {
  float lanes[LANES] = {0}, sum = 0.0f;
  const int64_t even = count - count % LANES;
  for (int64_t i = 0; i < even; i += LANES)
    for (int l = 0; l < LANES; l++) lanes[l] += x[i + l] * x[i + l];
  for (int64_t i = even; i < count; i++) sum += x[i] * x[i];
  return sum + total(lanes);
}

/** The sum of squares over all of N tensors: one number. Pieces are added up in their order, as float64. */
void squaredNorm(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const auto tensors = inputs(call, 0, static_cast<ListSettings *>(settings)->count);
  if (!call.fine()) return;
  float *sum = call.output(0, {});
  if (!call.fine()) return;
  const auto pieces = inPieces(tensors);
  std::vector<float> parts(pieces.size());
  pool().run(static_cast<int64_t>(pieces.size()), [&](int64_t p) {
    const auto [t, from, to] = pieces[static_cast<size_t>(p)];
    parts[static_cast<size_t>(p)] = squaredLength(floats(tensors[t]) + from, to - from);
  });
  double all = 0.0;
  for (float part : parts) all += part;
  *sum = static_cast<float>(all);
}

}  // namespace
