// Multi-head attention, one head of one text at a time: its scores fit into the processor's first caches, so nothing but the
// weights is ever written to memory. Queries, keys and values lie side by side, [rows · tokens x heads · width].
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "call.h"
#include "dropout.h"
#include "pool.h"
#include "tile.h"

namespace {

/** Added to a score so that its weight is 0 in float32; as in attention.ts. */
constexpr float HIDDEN = -1e9f;

/** One head of one text. */
struct Head {
  /** Tokens that ask, tokens that are asked, numbers of each in this head, and from one token to the next. */
  int64_t askers, keys, width, stride;
  float scale;
  /** Dropout of the weights; `first` is the place of this head's first weight among all. */
  uint32_t start, dropped;
  float kept;
  int64_t first;
};

/** Floats that a head's loops need besides their results. */
int64_t headSpace(const Head &head) {
  const int64_t panels = packedSize(std::max(head.keys, head.askers), head.width);
  return panels + packedSize(head.width, head.keys) + 2 * head.askers * head.keys;
}

/** A row of scores becomes weights: exp(s - max) / Σ, with s = scale · q·k, hidden where the mask is 0. */
INLINE void softmaxRow(float *__restrict s, const float *__restrict mask, float scale, int64_t count) {
  float most = -INFINITY, sum = 0.0f;
  for (int64_t j = 0; j < count; j++) {
    s[j] = s[j] * scale + (1.0f - mask[j]) * HIDDEN;
    most = s[j] > most ? s[j] : most;
  }
  for (int64_t j = 0; j < count; j++) s[j] = expOfNegative(s[j] - most);
  float lanes[LANES] = {0};
  const int64_t even = count - count % LANES;
  for (int64_t j = 0; j < even; j += LANES)
    for (int l = 0; l < LANES; l++) lanes[l] += s[j + l];
  for (int64_t j = even; j < count; j++) sum += s[j];
  const float by = 1.0f / (sum + total(lanes));
  for (int64_t j = 0; j < count; j++) s[j] *= by;
}

/** weights = softmax(scale q kᵀ + mask) and context = dropout(weights) v. `weights` may be a part of `space`. */
FAST void attendHead(const Head &head, const float *q, const float *k, const float *v, const float *mask,
                     float *weights, float *__restrict context, float *space) {
  const int64_t askers = head.askers, keys = head.keys, width = head.width, stride = head.stride;
  float *turned = space, *panels = turned + packedSize(width, keys);
  float *used = panels + packedSize(std::max(keys, askers), width);
  packColumns({k, 1, stride}, width, keys, turned);
  multiplyPacked({q, stride, 1}, turned, askers, width, keys, nullptr, false, weights, keys);
  for (int64_t i = 0; i < askers; i++) softmaxRow(weights + i * keys, mask, head.scale, keys);
  if (head.dropped > 0)
    dropoutValues(weights, used, head.first, head.first + askers * keys, head.start, head.dropped, head.kept);
  packColumns({v, stride, 1}, keys, width, panels);
  multiplyPacked({head.dropped > 0 ? used : weights, keys, 1}, panels, askers, keys, width, nullptr, false, context,
                 stride);
}

/** With P = dropout(W): dV = Pᵀ dY, dP = dY Vᵀ, dS = W ∘ (dropout(dP) - Σ P dP) scale, dQ = dS K, dK = dSᵀ Q. */
FAST void attendHeadGrad(const Head &head, const float *q, const float *k, const float *v, const float *weights,
                         const float *dy, float *__restrict dq, float *__restrict dk, float *__restrict dv,
                         float *space) {
  const int64_t askers = head.askers, keys = head.keys, width = head.width, stride = head.stride;
  const int64_t count = askers * keys;
  float *turned = space, *panels = turned + packedSize(width, keys);
  float *used = panels + packedSize(std::max(keys, askers), width), *slopes = used + count;
  const float *dropped = weights;
  if (head.dropped > 0) {
    dropoutValues(weights, used, head.first, head.first + count, head.start, head.dropped, head.kept);
    dropped = used;
  }
  packColumns({dy, stride, 1}, askers, width, panels);
  multiplyPacked({dropped, 1, keys}, panels, keys, askers, width, nullptr, false, dv, stride);
  packColumns({v, 1, stride}, width, keys, turned);
  multiplyPacked({dy, stride, 1}, turned, askers, width, keys, nullptr, false, slopes, keys);
  if (head.dropped > 0) {
    dropoutValues(slopes, used, head.first, head.first + count, head.start, head.dropped, head.kept);
    std::swap(slopes, used);
  }
  for (int64_t i = 0; i < askers; i++) {
    const float *w = weights + i * keys;
    float *s = slopes + i * keys;
    float lanes[LANES] = {0}, along = 0.0f;
    const int64_t even = keys - keys % LANES;
    for (int64_t j = 0; j < even; j += LANES)
      for (int l = 0; l < LANES; l++) lanes[l] += w[j + l] * s[j + l];
    for (int64_t j = even; j < keys; j++) along += w[j] * s[j];
    along += total(lanes);
    for (int64_t j = 0; j < keys; j++) s[j] = w[j] * (s[j] - along) * head.scale;
  }
  packColumns({k, stride, 1}, keys, width, panels);
  multiplyPacked({slopes, keys, 1}, panels, askers, keys, width, nullptr, false, dq, stride);
  packColumns({q, stride, 1}, askers, width, panels);
  multiplyPacked({slopes, 1, keys}, panels, keys, askers, width, nullptr, false, dk, stride);
}

struct AttentionSettings {
  explicit AttentionSettings(Attributes &given)
      : heads(given.integer("heads")), kept(given.number("kept")),
        dropped(static_cast<uint32_t>(given.integer("dropped"))) {}
  const int64_t heads;
  const float kept;
  const uint32_t dropped;
};

struct HeadSettings {
  explicit HeadSettings(Attributes &given) : heads(given.integer("heads")) {}
  const int64_t heads;
};

/** The shapes of a call. */
struct AttentionShape {
  int64_t rows, askers, keys, heads, width;

  AttentionShape(const TF_Tensor *q, const TF_Tensor *mask, int64_t heads)
      : rows(TF_Dim(mask, 0)), askers(TF_Dim(q, 0) / std::max<int64_t>(1, rows)), keys(TF_Dim(mask, 1)),
        heads(heads), width(TF_Dim(q, 1) / heads) {}

  bool fits(const TF_Tensor *q, const TF_Tensor *k, const TF_Tensor *v) const {
    const int64_t whole = heads * width;
    return rows * askers == TF_Dim(q, 0) && rows * keys == TF_Dim(k, 0) && rows * keys == TF_Dim(v, 0) &&
           whole == TF_Dim(q, 1) && whole == TF_Dim(k, 1) && whole == TF_Dim(v, 1);
  }

  Head head(int64_t number, const AttentionSettings &settings, uint32_t start) const {
    return {askers, keys, width, heads * width, 1.0f / std::sqrt(static_cast<float>(width)), start, settings.dropped,
            settings.kept, number * askers * keys};
  }
};

/** Memory of a thread for a head and its weights. */
float *headMemory(const Head &head) {
  static thread_local std::vector<float> own;
  const int64_t size = headSpace(head) + head.askers * head.keys;
  if (static_cast<int64_t>(own.size()) < size) own.resize(static_cast<size_t>(size));
  return own.data();
}

/** Heads of one text are worked on by one thread at a time: the same rows of memory. */
void perHead(const AttentionShape &shape, const AttentionSettings &settings, uint32_t start,
             const std::function<void(const Head &, int64_t number, int64_t atAsker, int64_t atKey, int64_t row,
                                      float *space)> &work) {
  const int64_t together = std::max<int64_t>(1, shape.heads / 3);
  inBlocks(shape.rows * shape.heads, together, [&](int64_t from, int64_t to) {
    for (int64_t number = from; number < to; number++) {
      const int64_t row = number / shape.heads, offset = number % shape.heads * shape.width;
      const int64_t whole = shape.heads * shape.width;
      const Head head = shape.head(number, settings, start);
      work(head, number, row * shape.askers * whole + offset, row * shape.keys * whole + offset, row, headMemory(head));
    }
  });
}

/** context and, where `WEIGHTS`, the weights for the way back; else they never leave the cache. */
template <bool WEIGHTS>
void attention(void *given, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *q = call.input(0), *k = call.input(1), *v = call.input(2), *mask = call.input(3);
  const TF_Tensor *start = call.input(4);
  if (!call.fine()) return;
  const auto settings = *static_cast<AttentionSettings *>(given);
  const AttentionShape shape(q, mask, settings.heads);
  if (!shape.fits(q, k, v)) return call.fail("queries, keys, values and mask do not fit one another");
  float *y = call.output(0, shapeOf(q)), *w = nullptr;
  if (WEIGHTS && call.fine()) w = call.output(1, {shape.rows, shape.heads, shape.askers, shape.keys});
  if (!call.fine()) return;
  perHead(shape, settings, firstInteger(start),
          [&](const Head &head, int64_t number, int64_t atAsker, int64_t atKey, int64_t row, float *space) {
            float *weights = WEIGHTS ? w + number * shape.askers * shape.keys : space + headSpace(head);
            attendHead(head, floats(q) + atAsker, floats(k) + atKey, floats(v) + atKey, floats(mask) + row * shape.keys,
                       weights, y + atAsker, space);
          });
}

/** The derivatives by queries, keys and values. */
void attentionGrad(void *given, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *dy = call.input(0), *q = call.input(1), *k = call.input(2), *v = call.input(3);
  const TF_Tensor *weights = call.input(4), *start = call.input(5);
  if (!call.fine()) return;
  const auto settings = *static_cast<AttentionSettings *>(given);
  AttentionShape shape(q, weights, settings.heads);
  shape.keys = TF_Dim(weights, 3);
  if (!shape.fits(q, k, v)) return call.fail("queries, keys, values and weights do not fit one another");
  float *dq = call.output(0, shapeOf(q)), *dk = call.output(1, shapeOf(k)), *dv = call.output(2, shapeOf(v));
  if (!call.fine()) return;
  perHead(shape, settings, firstInteger(start),
          [&](const Head &head, int64_t number, int64_t atAsker, int64_t atKey, int64_t, float *space) {
            attendHeadGrad(head, floats(q) + atAsker, floats(k) + atKey, floats(v) + atKey,
                           floats(weights) + number * shape.askers * shape.keys, floats(dy) + atAsker, dq + atAsker,
                           dk + atKey, dv + atKey, space);
          });
}

/** Where texts of different lengths begin that lie one after the other; with their end. Empty when the lengths do not fit. */
std::vector<int64_t> beginnings(const TF_Tensor *lengths, int64_t tokens) {
  const int32_t *length = integers(lengths);
  std::vector<int64_t> at{0};
  for (int64_t row = 0; row < TF_Dim(lengths, 0); row++) {
    if (length[row] < 1) return {};
    at.push_back(at.back() + length[row]);
  }
  if (at.back() != tokens) return {};
  return at;
}

/** Attention within each of several texts that lie one after the other, without padding; asked by all tokens or one a text. */
void packedAttention(void *given, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *q = call.input(0), *k = call.input(1), *v = call.input(2), *lengths = call.input(3);
  if (!call.fine()) return;
  const int64_t heads = static_cast<HeadSettings *>(given)->heads, whole = TF_Dim(q, 1), width = whole / heads;
  const int64_t tokens = TF_Dim(k, 0), rows = TF_Dim(lengths, 0), askers = TF_Dim(q, 0);
  const std::vector<int64_t> at = beginnings(lengths, tokens);
  const bool fits = TF_Dim(v, 0) == tokens && TF_Dim(k, 1) == whole && TF_Dim(v, 1) == whole && width * heads == whole;
  if (at.empty() || !fits || (askers != tokens && askers != rows))
    return call.fail("queries, keys, values and lengths do not fit one another");
  float *y = call.output(0, shapeOf(q));
  if (!call.fine()) return;
  int64_t longest = 1;
  for (int64_t row = 0; row < rows; row++) longest = std::max(longest, at[row + 1] - at[row]);
  const std::vector<float> all(longest, 1.0f);
  const float scale = 1.0f / std::sqrt(static_cast<float>(width));
  inBlocks(rows * heads, std::max<int64_t>(1, heads / 3), [&](int64_t from, int64_t to) {
    for (int64_t number = from; number < to; number++) {
      const int64_t row = number / heads, offset = number % heads * width, count = at[row + 1] - at[row];
      const int64_t atKey = at[row] * whole + offset, atAsker = askers == tokens ? atKey : row * whole + offset;
      const Head head{askers == tokens ? count : 1, count, width, whole, scale, 0, 0, 1.0f, 0};
      float *space = headMemory(head);
      attendHead(head, floats(q) + atAsker, floats(k) + atKey, floats(v) + atKey, all.data(), space + headSpace(head),
                 y + atAsker, space);
    }
  });
}

}  // namespace
