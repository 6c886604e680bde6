// The layers of a small perceptron one after the other, and the way back through them, a few rows at a time: what one layer
// hands to the next is still in the cache.
#pragma once
#include <cstring>
#include <vector>

#include "optimiser.h"
#include "product.h"

namespace {

/** Rows that pass all layers together, and rows of one task, whose sums for the weights are added up in the order of tasks. */
constexpr int64_t ROWS_AT_ONCE = 8 * TILE_ROWS, ROWS_OF_TASK = 8 * ROWS_AT_ONCE;

/** One layer, y = x Wᵀ + b, with W packed for the way there (Wᵀ) or for the way back (W). */
struct Layer {
  int64_t in, out;
  const float *bias;
  std::vector<float> packed;
};

/** All layers, or none with the call made to fail; after each but the last, what is below 0 becomes 0. */
std::vector<Layer> layersOf(Call &call, const std::vector<const TF_Tensor *> &weights, int64_t width, bool forward) {
  std::vector<Layer> layers;
  for (const TF_Tensor *weight : weights) {
    Layer layer{width, TF_Dim(weight, 0), nullptr, {}};
    if (TF_Dim(weight, 1) != width) return call.fail("a weight does not fit the layer before it"), std::vector<Layer>();
    const int64_t depth = forward ? width : layer.out, columns = forward ? layer.out : width;
    layer.packed.resize(static_cast<size_t>(packedSize(depth, columns)));
    packPanels(viewOf(weight, forward), depth, columns, layer.packed.data());
    width = layer.out;
    layers.push_back(std::move(layer));
  }
  return layers;
}

/** Where the outputs of each layer but the last begin in `hidden`, and how many numbers that has: one layer after the other. */
std::vector<int64_t> hiddenStarts(const std::vector<Layer> &layers, int64_t rows) {
  std::vector<int64_t> starts{0};
  for (size_t l = 0; l + 1 < layers.size(); l++) starts.push_back(starts.back() + rows * layers[l].out);
  return starts;
}

/** y = x Wᵀ + b, at least 0 if `rectify`; what is no number stays none. */
FAST void throughLayer(const float *__restrict x, const Layer &layer, const float *packed, int64_t rows, bool rectify,
                       float *__restrict y) {
  multiplyPacked({x, layer.in, 1}, packed, rows, layer.in, layer.out, layer.bias, false, y, layer.out);
  if (!rectify) return;
  for (int64_t i = 0; i < rows * layer.out; i++) y[i] = y[i] < 0.0f ? 0.0f : y[i];
}

/** Inputs: x, N weights, N biases (an empty one for none). Outputs: y, and the outputs of all layers but the last. */
void perceptron(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const int64_t count = static_cast<ListSettings *>(settings)->count;
  const TF_Tensor *x = call.input(0);
  const auto weights = inputs(call, 1, count), biases = inputs(call, 1 + count, count);
  if (!call.fine()) return;
  const int64_t rows = TF_Dim(x, 0);
  auto layers = layersOf(call, weights, TF_Dim(x, 1), true);
  for (size_t l = 0; l < layers.size(); l++) {
    const int64_t size = TF_TensorElementCount(biases[l]);
    if (size != 0 && size != layers[l].out) return call.fail("a bias does not fit its layer");
    layers[l].bias = size == 0 ? nullptr : floats(biases[l]);
  }
  if (!call.fine()) return;
  const auto starts = hiddenStarts(layers, rows);
  float *y = call.output(0, {rows, layers.back().out}), *hidden = call.fine() ? call.output(1, {starts.back()}) : nullptr;
  if (!call.fine()) return;
  inBlocks(rows, ROWS_AT_ONCE, [&](int64_t from, int64_t to) {
    const float *input = floats(x) + from * layers[0].in;
    for (size_t l = 0; l < layers.size(); l++) {
      const bool isLast = l + 1 == layers.size();
      float *output = (isLast ? y : hidden + starts[l]) + from * layers[l].out;
      throughLayer(input, layers[l], layers[l].packed.data(), to - from, !isLast, output);
      input = output;
    }
  });
}

/**
 * From the slopes dy at a layer's outputs: adds to those of its weight and bias, and gives those at its inputs, which are 0
 * where the layer before has rectified.
 */
FAST void backThroughLayer(const float *__restrict dy, const float *__restrict x, int64_t in, int64_t out,
                           const float *packed, int64_t rows, bool rectified, float *__restrict dx,
                           float *__restrict dWeight, float *__restrict dBias, float *__restrict space) {
  packColumns({x, in, 1}, rows, in, space);
  multiplyPacked({dy, 1, out}, space, out, rows, in, nullptr, true, dWeight, in);
  for (int64_t r = 0; r < rows; r++)
    for (int64_t o = 0; o < out; o++) dBias[o] += dy[r * out + o];
  multiplyPacked({dy, out, 1}, packed, rows, out, in, nullptr, false, dx, in);
  if (!rectified) return;
  for (int64_t i = 0; i < rows * in; i++) dx[i] = x[i] > 0.0f ? dx[i] : 0.0f;
}

/** The way back of some rows: what it needs besides the layers. */
struct WayBack {
  const float *dy, *x, *hidden;
  float *dx;
  std::vector<int64_t> starts;  // of the layers' outputs in `hidden`
  std::vector<int64_t> places;  // of each layer's weight, with its bias after it, in the sums
};

/** Rows `from` to `to` through all layers; `sums` has room for all weights and biases. */
void backThroughLayers(const std::vector<Layer> &layers, const WayBack &way, int64_t from, int64_t to, float *sums) {
  static thread_local std::vector<float> owned;
  int64_t widest = 0;
  for (const Layer &layer : layers) widest = std::max(widest, layer.in);
  const int64_t room = ROWS_AT_ONCE * widest;
  float *slopes = space(owned, 2 * room + packedSize(ROWS_AT_ONCE, widest)), *packed = slopes + 2 * room;
  const float *dy = way.dy + from * layers.back().out;
  for (size_t l = layers.size(); l-- > 0;) {
    const Layer &layer = layers[l];
    const float *x = (l == 0 ? way.x : way.hidden + way.starts[l - 1]) + from * layer.in;
    float *dx = l == 0 ? way.dx + from * layer.in : slopes + (l % 2 == 0 ? 0 : room);
    float *dWeight = sums + way.places[l];
    backThroughLayer(dy, x, layer.in, layer.out, layer.packed.data(), to - from, l > 0, dx, dWeight,
                     dWeight + layer.in * layer.out, packed);
    dy = dx;
  }
}

/** Inputs: dy, x, hidden, N weights. Outputs: the slopes at x, at N weights and at N biases. */
void perceptronGrad(void *settings, TF_OpKernelContext *context) {
  Call call(context);
  const int64_t count = static_cast<ListSettings *>(settings)->count;
  const TF_Tensor *dy = call.input(0), *x = call.input(1), *hidden = call.input(2);
  const auto weights = inputs(call, 3, count);
  if (!call.fine()) return;
  const int64_t rows = TF_Dim(x, 0);
  const auto layers = layersOf(call, weights, TF_Dim(x, 1), false);
  if (!call.fine()) return;
  WayBack way{floats(dy), floats(x), floats(hidden), call.output(0, shapeOf(x)), hiddenStarts(layers, rows), {0}};
  for (const Layer &layer : layers) way.places.push_back(way.places.back() + (layer.in + 1) * layer.out);
  if (TF_TensorElementCount(hidden) != way.starts.back() || TF_TensorElementCount(dy) != rows * layers.back().out)
    return call.fail("the slopes do not fit the layers");
  std::vector<float *> slopes;
  for (int64_t i = 0; i < 2 * count && call.fine(); i++) {
    const Layer &layer = layers[static_cast<size_t>(i % count)];
    slopes.push_back(call.output(static_cast<int>(1 + i), i < count ? std::vector<int64_t>{layer.out, layer.in}
                                                                   : std::vector<int64_t>{layer.out}));
  }
  if (!call.fine()) return;
  static thread_local std::vector<float> owned;
  const int64_t size = way.places.back(), tasks = (rows + ROWS_OF_TASK - 1) / ROWS_OF_TASK;
  float *sums = space(owned, (tasks + 1) * size);
  std::memset(sums, 0, sizeof(float) * static_cast<size_t>((tasks + 1) * size));
  pool().run(tasks, [&](int64_t task) {
    const int64_t end = std::min(rows, (task + 1) * ROWS_OF_TASK);
    for (int64_t from = task * ROWS_OF_TASK; from < end; from += ROWS_AT_ONCE)
      backThroughLayers(layers, way, from, std::min(end, from + ROWS_AT_ONCE), sums + (task + 1) * size);
  });
  for (int64_t task = 1; task <= tasks; task++) addTo(sums, sums + task * size, size);
  for (size_t l = 0; l < layers.size(); l++) {
    const int64_t weightSize = layers[l].in * layers[l].out;
    std::memcpy(slopes[l], sums + way.places[l], sizeof(float) * static_cast<size_t>(weightSize));
    std::memcpy(slopes[l + layers.size()], sums + way.places[l] + weightSize,
                sizeof(float) * static_cast<size_t>(layers[l].out));
  }
}

}  // namespace
