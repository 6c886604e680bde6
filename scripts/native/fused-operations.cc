// Operations for training on the processor, compiled into the binding by `npm run device:native`. Each is one pass over
// memory where TensorFlow's own operations take from five to eleven. They are registered through TensorFlow's C interface when the
// binding is loaded; lib/device/operations uses them where they are there.
#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// From tensorflow/c/kernels.h, which cannot be included alone: it needs headers of TensorFlow's inside.
extern "C" {
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
TF_KernelBuilder *TF_NewKernelBuilder(const char *op_name, const char *device_name,
                                      void *(*create)(TF_OpKernelConstruction *),
                                      void (*compute)(void *, TF_OpKernelContext *), void (*forget)(void *));
void TF_RegisterKernelBuilder(const char *kernel_name, TF_KernelBuilder *builder, TF_Status *status);
void TF_GetInput(TF_OpKernelContext *context, int index, TF_Tensor **tensor, TF_Status *status);
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *context, int index, TF_DataType type, const int64_t *sides,
                             int num_dims, size_t bytes, TF_Status *status);
void TF_OpKernelContext_Failure(TF_OpKernelContext *context, TF_Status *status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction *construction, TF_Status *status);
void TF_OpKernelConstruction_GetAttrFloat(TF_OpKernelConstruction *construction, const char *name, float *value,
                                          TF_Status *status);
void TF_OpKernelConstruction_GetAttrInt64(TF_OpKernelConstruction *construction, const char *name, int64_t *value,
                                          TF_Status *status);
}

// The loops are compiled once for any processor and once for those with AVX2; the loader chooses.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define FAST __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define FAST
#endif
#define INLINE inline __attribute__((always_inline))

namespace {

/** Threads that wait for work; as many in all as TensorFlow's own. */
class Pool {
 public:
  Pool() {
    const char *wish = std::getenv("TF_NUM_INTRAOP_THREADS");
    int count = wish == nullptr ? 0 : std::atoi(wish);
    if (count <= 0) count = static_cast<int>(std::thread::hardware_concurrency());
    for (int i = 1; i < count; i++) std::thread([this] { serve(); }).detach();
    helpers_ = std::max(0, count - 1);
  }

  /** Runs work(0) to work(blocks - 1), each once, on whatever thread is free. */
  void run(int64_t blocks, const std::function<void(int64_t)> &work) {
    if (blocks == 1 || helpers_ == 0) {
      for (int64_t b = 0; b < blocks; b++) work(b);
      return;
    }
    std::lock_guard<std::mutex> one(caller_);
    std::unique_lock<std::mutex> lock(mutex_);
    work_ = &work;
    next_ = 0;
    blocks_ = blocks;
    left_ = blocks;
    wake_.notify_all();
    take(lock);
    done_.wait(lock, [this] { return left_ == 0; });
    work_ = nullptr;
  }

 private:
  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return work_ != nullptr && next_ < blocks_; });
      take(lock);
    }
  }

  void take(std::unique_lock<std::mutex> &lock) {
    while (work_ != nullptr && next_ < blocks_) {
      const int64_t block = next_++;
      const auto *work = work_;
      lock.unlock();
      (*work)(block);
      lock.lock();
      if (--left_ == 0) done_.notify_one();
    }
  }

  std::mutex caller_, mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int64_t)> *work_ = nullptr;
  int64_t next_ = 0, blocks_ = 0, left_ = 0;
  int helpers_ = 0;
};

/** Made on first use and never taken down: its threads sleep until the process ends. */
Pool &pool() {
  static Pool *one = new Pool();
  return *one;
}

/** Values in a block: large enough to be worth a thread's while, and the same whatever the number of threads. */
constexpr int64_t BLOCK = 32768;

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

/** y = x Φ(x) and its slope Φ(x) + x φ(x). Abramowitz & Stegun, 7.1.26: Φ to 1e-7. */
FAST void geluLoop(const float *__restrict x, float *__restrict y, float *__restrict slope, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    const float at = x[i];
    const float bell = expOfNegative(-0.5f * at * at);
    const float t = 1.0f / (1.0f + 0.3275911f * 0.70710678f * std::fabs(at));
    const float tail =
        0.5f * bell * t *
        (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
    const float below = at < 0.0f ? tail : 1.0f - tail;
    y[i] = at * below;
    slope[i] = below + at * bell * 0.39894228f;
  }
}

constexpr int LANES = 16;

INLINE float total(const float *lanes) {
  float sum = 0.0f;
  for (int l = 0; l < LANES; l++) sum += lanes[l];
  return sum;
}

/** One row of layer normalisation: its mean and variance first, then what is asked for. */
FAST void layerNormRow(const float *__restrict x, const float *__restrict gain, const float *__restrict bias,
                       float epsilon, int64_t width, float *__restrict y, float *__restrict normal, float *scale) {
  float sums[LANES] = {0};
  float mean = 0.0f, variance = 0.0f;
  const int64_t even = width - width % LANES;
  for (int64_t d = 0; d < even; d += LANES)
    for (int l = 0; l < LANES; l++) sums[l] += x[d + l];
  for (int64_t d = even; d < width; d++) mean += x[d];
  mean = (mean + total(sums)) / static_cast<float>(width);
  std::fill(sums, sums + LANES, 0.0f);
  for (int64_t d = 0; d < even; d += LANES)
    for (int l = 0; l < LANES; l++) sums[l] += (x[d + l] - mean) * (x[d + l] - mean);
  for (int64_t d = even; d < width; d++) variance += (x[d] - mean) * (x[d] - mean);
  const float by = 1.0f / std::sqrt((variance + total(sums)) / static_cast<float>(width) + epsilon);
  for (int64_t d = 0; d < width; d++) {
    const float n = (x[d] - mean) * by;
    normal[d] = n;
    y[d] = n * gain[d] + bias[d];
  }
  *scale = by;
}

/** With e = dy g: dx = (e - mean(e) - n mean(e n)) scale. */
FAST void layerNormGradRow(const float *__restrict dy, const float *__restrict normal, const float *__restrict gain,
                           float scale, int64_t width, float *__restrict dx) {
  float sums[LANES] = {0}, products[LANES] = {0};
  float mean = 0.0f, along = 0.0f;
  const int64_t even = width - width % LANES;
  for (int64_t d = 0; d < even; d += LANES)
    for (int l = 0; l < LANES; l++) {
      const float e = dy[d + l] * gain[d + l];
      sums[l] += e;
      products[l] += e * normal[d + l];
    }
  for (int64_t d = even; d < width; d++) {
    mean += dy[d] * gain[d];
    along += dy[d] * gain[d] * normal[d];
  }
  mean = (mean + total(sums)) / static_cast<float>(width);
  along = (along + total(products)) / static_cast<float>(width);
  for (int64_t d = 0; d < width; d++) dx[d] = (dy[d] * gain[d] - mean - normal[d] * along) * scale;
}

/** y = x times 0 or `kept`, by the same draws as keep-mask.ts: 32 mixed bits for each two values. */
FAST void dropoutLoop(const float *__restrict x, float *__restrict y, int64_t from, int64_t to, uint32_t start,
                      uint32_t dropped, float kept) {
  for (int64_t i = from; i < to; i++) {
    uint32_t bits = start ^ (static_cast<uint32_t>(i & ~int64_t{1}) * 0x9e3779b1u);
    bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
    bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
    bits ^= bits >> 16;
    const uint32_t half = (i & 1) != 0 ? bits >> 16 : bits & 0xffffu;
    y[i] = half >= dropped ? x[i] * kept : 0.0f;
  }
}

/** The inputs and outputs of one call, let go of at its end. */
class Call {
 public:
  explicit Call(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() {
    for (TF_Tensor *tensor : held_) TF_DeleteTensor(tensor);
    if (TF_GetCode(status_) != TF_OK) TF_OpKernelContext_Failure(context_, status_);
    TF_DeleteStatus(status_);
  }

  bool fine() const { return TF_GetCode(status_) == TF_OK; }

  const TF_Tensor *input(int index) {
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (fine()) held_.push_back(tensor);
    return tensor;
  }

  float *output(int index, const std::vector<int64_t> &shape) {
    size_t bytes = sizeof(float);
    for (int64_t side : shape) bytes *= static_cast<size_t>(side);
    TF_Tensor *tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                          bytes, status_);
    if (!fine()) return nullptr;
    held_.push_back(tensor);
    return static_cast<float *>(TF_TensorData(tensor));
  }

  TF_Status *status() { return status_; }

 private:
  TF_OpKernelContext *context_;
  TF_Status *status_;
  std::vector<TF_Tensor *> held_;
};

const float *floats(const TF_Tensor *tensor) { return static_cast<const float *>(TF_TensorData(tensor)); }

std::vector<int64_t> shapeOf(const TF_Tensor *tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor, static_cast<int>(i));
  return shape;
}

void inBlocks(int64_t count, int64_t size, const std::function<void(int64_t, int64_t)> &work) {
  if (count == 0) return;
  pool().run((count + size - 1) / size, [&](int64_t b) { work(b * size, std::min(count, (b + 1) * size)); });
}

int64_t rowsPerBlock(int64_t width) { return std::max<int64_t>(1, BLOCK / std::max<int64_t>(1, width)); }

void gelu(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0);
  if (!call.fine()) return;
  float *y = call.output(0, shapeOf(x)), *slope = call.output(1, shapeOf(x));
  if (!call.fine()) return;
  const float *from = floats(x);
  inBlocks(TF_TensorElementCount(x), BLOCK,
           [=](int64_t a, int64_t b) { geluLoop(from + a, y + a, slope + a, b - a); });
}

void *readEpsilon(TF_OpKernelConstruction *construction) {
  TF_Status *status = TF_NewStatus();
  auto *epsilon = new float(0.0f);
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", epsilon, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return epsilon;
}

void forgetEpsilon(void *epsilon) { delete static_cast<float *>(epsilon); }

void layerNorm(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *gain = call.input(1), *bias = call.input(2);
  if (!call.fine()) return;
  const int64_t width = TF_TensorElementCount(gain), rows = TF_TensorElementCount(x) / std::max<int64_t>(1, width);
  float *y = call.output(0, shapeOf(x)), *normal = call.output(1, shapeOf(x)), *scale = call.output(2, {rows});
  if (!call.fine()) return;
  const float epsilon = *static_cast<float *>(kernel);
  const float *from = floats(x), *g = floats(gain), *b = floats(bias);
  inBlocks(rows, rowsPerBlock(width), [=](int64_t first, int64_t last) {
    for (int64_t r = first; r < last; r++)
      layerNormRow(from + r * width, g, b, epsilon, width, y + r * width, normal + r * width, scale + r);
  });
}

void layerNormGrad(void *, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *dy = call.input(0), *normal = call.input(1), *scale = call.input(2), *gain = call.input(3);
  if (!call.fine()) return;
  const int64_t width = TF_TensorElementCount(gain), rows = TF_TensorElementCount(scale);
  float *dx = call.output(0, shapeOf(dy));
  if (!call.fine()) return;
  const float *d = floats(dy), *n = floats(normal), *s = floats(scale), *g = floats(gain);
  inBlocks(rows, rowsPerBlock(width), [=](int64_t first, int64_t last) {
    for (int64_t r = first; r < last; r++)
      layerNormGradRow(d + r * width, n + r * width, g, s[r], width, dx + r * width);
  });
}

struct DropoutNumbers {
  float kept;
  int64_t dropped, start;
};

void *readDropout(TF_OpKernelConstruction *construction) {
  TF_Status *status = TF_NewStatus();
  auto *numbers = new DropoutNumbers();
  TF_OpKernelConstruction_GetAttrFloat(construction, "kept", &numbers->kept, status);
  if (TF_GetCode(status) == TF_OK)
    TF_OpKernelConstruction_GetAttrInt64(construction, "dropped", &numbers->dropped, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return numbers;
}

void forgetDropout(void *numbers) { delete static_cast<DropoutNumbers *>(numbers); }

void dropout(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  const TF_Tensor *x = call.input(0), *start = call.input(1);
  if (!call.fine()) return;
  float *y = call.output(0, shapeOf(x));
  if (!call.fine()) return;
  const auto numbers = *static_cast<DropoutNumbers *>(kernel);
  const float *from = floats(x);
  const auto seed = static_cast<uint32_t>(*static_cast<const int32_t *>(TF_TensorData(start)));
  inBlocks(TF_TensorElementCount(x), BLOCK, [=](int64_t a, int64_t b) {
    dropoutLoop(from, y, a, b, seed, static_cast<uint32_t>(numbers.dropped), numbers.kept);
  });
}

void registerOperation(const char *name, const std::vector<const char *> &inputs,
                       const std::vector<const char *> &outputs, const std::vector<const char *> &attributes,
                       void *(*create)(TF_OpKernelConstruction *), void (*compute)(void *, TF_OpKernelContext *),
                       void (*forget)(void *)) {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *definition = TF_NewOpDefinitionBuilder(name);
  for (const char *input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char *output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char *attribute : attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(
      definition, [](TF_ShapeInferenceContext *context, TF_Status *s) {
        TF_ShapeInferenceContextSetUnknownShape(context, s);
      });
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK)
    TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", create, compute, forget), status);
  TF_DeleteStatus(status);
}

const bool registered = [] {
  registerOperation("CartwrightGelu", {"x: float"}, {"y: float", "slope: float"}, {}, nullptr, gelu, nullptr);
  registerOperation("CartwrightLayerNorm", {"x: float", "gain: float", "bias: float"},
                    {"y: float", "normal: float", "scale: float"}, {"epsilon: float"}, readEpsilon, layerNorm,
                    forgetEpsilon);
  registerOperation("CartwrightLayerNormGrad", {"dy: float", "normal: float", "scale: float", "gain: float"},
                    {"dx: float"}, {}, nullptr, layerNormGrad, nullptr);
  registerOperation("CartwrightDropout", {"x: float", "start: int32"}, {"y: float"}, {"kept: float", "dropped: int"},
                    readDropout, dropout, forgetDropout);
  return true;
}();

}  // namespace
