// One call of an operation through TensorFlow's C interface, and how an operation is made known.
#pragma once
#include <cstdint>
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
void TF_OpKernelConstruction_GetAttrBool(TF_OpKernelConstruction *construction, const char *name,
                                         unsigned char *value, TF_Status *status);
}

namespace {

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

  /** Makes the call fail, with words for people. */
  void fail(const char *words) { TF_SetStatus(status_, TF_INVALID_ARGUMENT, words); }

 private:
  TF_OpKernelContext *context_;
  TF_Status *status_;
  std::vector<TF_Tensor *> held_;
};

const float *floats(const TF_Tensor *tensor) { return static_cast<const float *>(TF_TensorData(tensor)); }

const int32_t *integers(const TF_Tensor *tensor) { return static_cast<const int32_t *>(TF_TensorData(tensor)); }

bool allBelow(const int32_t *ids, int64_t count, int64_t limit) {
  for (int64_t n = 0; n < count; n++)
    if (ids[n] < 0 || ids[n] >= limit) return false;
  return true;
}

uint32_t firstInteger(const TF_Tensor *tensor) { return static_cast<uint32_t>(*integers(tensor)); }

std::vector<int64_t> shapeOf(const TF_Tensor *tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor, static_cast<int>(i));
  return shape;
}

/** The attributes of an operation, read when TensorFlow prepares it. */
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction *construction)
      : construction_(construction), status_(TF_NewStatus()) {}
  ~Attributes() {
    if (TF_GetCode(status_) != TF_OK) TF_OpKernelConstruction_Failure(construction_, status_);
    TF_DeleteStatus(status_);
  }

  float number(const char *name) {
    float value = 0.0f;
    if (TF_GetCode(status_) == TF_OK) TF_OpKernelConstruction_GetAttrFloat(construction_, name, &value, status_);
    return value;
  }

  int64_t integer(const char *name) {
    int64_t value = 0;
    if (TF_GetCode(status_) == TF_OK) TF_OpKernelConstruction_GetAttrInt64(construction_, name, &value, status_);
    return value;
  }

  bool flag(const char *name) {
    unsigned char value = 0;
    if (TF_GetCode(status_) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status_);
    return value != 0;
  }

 private:
  TF_OpKernelConstruction *construction_;
  TF_Status *status_;
};

/** Keeps what `Settings(attributes)` read for the calls. */
template <class Settings>
void *readSettings(TF_OpKernelConstruction *construction) {
  Attributes attributes(construction);
  return new Settings(attributes);
}

template <class Settings>
void forgetSettings(void *settings) {
  delete static_cast<Settings *>(settings);
}

using Compute = void (*)(void *, TF_OpKernelContext *);

void registerWith(const char *name, const std::vector<const char *> &inputs, const std::vector<const char *> &outputs,
                  const std::vector<const char *> &attributes, void *(*create)(TF_OpKernelConstruction *),
                  Compute compute, void (*forget)(void *)) {
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

/** An operation without attributes. */
void registerOperation(const char *name, const std::vector<const char *> &inputs,
                       const std::vector<const char *> &outputs, Compute compute) {
  registerWith(name, inputs, outputs, {}, nullptr, compute, nullptr);
}

/** An operation whose attributes `Settings` reads. */
template <class Settings>
void registerOperation(const char *name, const std::vector<const char *> &inputs,
                       const std::vector<const char *> &outputs, const std::vector<const char *> &attributes,
                       Compute compute) {
  registerWith(name, inputs, outputs, attributes, readSettings<Settings>, compute, forgetSettings<Settings>);
}

}  // namespace
