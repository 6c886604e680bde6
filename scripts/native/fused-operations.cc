// Operations for training on the processor, compiled into the binding by `npm run device:native`. Each does in one pass over
// memory what TensorFlow's own operations do in several. They are registered through TensorFlow's C interface when the
// binding is loaded; lib/device/operations uses them where they are there.
#include "operations/attention.h"
#include "operations/dropout.h"
#include "operations/embedding.h"
#include "operations/gelu.h"
#include "operations/layer-norm.h"
#include "operations/logistic-loss.h"
#include "operations/optimiser.h"
#include "operations/perceptron.h"
#include "operations/product.h"
#include "operations/row-pairs.h"

namespace {

void registerProducts() {
  registerOperation<ProductSettings>("CartwrightProduct", {"a: float", "b: float"}, {"c: float"},
                                     {"transpose_a: bool", "transpose_b: bool"}, product);
  registerOperation("CartwrightLinear", {"x: float", "weight: float", "bias: float"}, {"y: float"}, linear);
  registerOperation("CartwrightLinearGelu", {"x: float", "weight: float", "bias: float"},
                    {"y: float", "slope: float"}, linearGelu<true>);
  registerOperation("CartwrightLinearGeluValue", {"x: float", "weight: float", "bias: float"}, {"y: float"},
                    linearGelu<false>);
}

void registerAttention() {
  const std::vector<const char *> attributes = {"heads: int", "kept: float", "dropped: int"};
  const std::vector<const char *> asked = {"q: float", "k: float", "v: float", "mask: float", "start: int32"};
  registerOperation<AttentionSettings>("CartwrightAttention", asked, {"context: float", "weights: float"}, attributes,
                                       attention<true>);
  registerOperation<AttentionSettings>("CartwrightAttentionContext", asked, {"context: float"}, attributes,
                                       attention<false>);
  registerOperation<AttentionSettings>(
      "CartwrightAttentionGrad", {"dy: float", "q: float", "k: float", "v: float", "weights: float", "start: int32"},
      {"dq: float", "dk: float", "dv: float"}, attributes, attentionGrad);
  registerOperation<HeadSettings>("CartwrightPackedAttention", {"q: float", "k: float", "v: float", "lengths: int32"},
                                  {"context: float"}, {"heads: int"}, packedAttention);
}

void registerEmbeddings() {
  registerOperation("CartwrightGatherRows", {"table: float", "ids: int32"}, {"y: float"}, gatherRows);
  registerOperation("CartwrightSegmentSum", {"x: float", "ids: int32", "rows: int32"}, {"y: float"}, segmentSum);
}

void registerNetworks() {
  registerOperation("CartwrightRowPairs", {"p: float", "q: float", "left: int32", "right: int32"}, {"y: float"}, rowPairs);
  registerOperation("CartwrightRowPairsGrad", {"dy: float", "p: float", "q: float", "left: int32", "right: int32"},
                    {"dp: float", "dq: float"}, rowPairsGrad);
  registerOperation("CartwrightRowPairProduct", {"p: float", "q: float", "left: int32", "right: int32", "h: float"},
                    {"z: float"}, rowPairProduct);
  registerOperation("CartwrightRowPairProductGrad",
                    {"dz: float", "p: float", "q: float", "left: int32", "right: int32", "h: float"},
                    {"dp: float", "dq: float", "dh: float"}, rowPairProductGrad);
  registerOperation<ListSettings>("CartwrightPerceptron", {"x: float", "weights: N * float", "biases: N * float"},
                                  {"y: float", "hidden: float"}, {"N: int >= 1"}, perceptron);
  registerOperation<ListSettings>("CartwrightPerceptronGrad",
                                  {"dy: float", "x: float", "hidden: float", "weights: N * float"},
                                  {"dx: float", "dweights: N * float", "dbiases: N * float"}, {"N: int >= 1"},
                                  perceptronGrad);
  registerOperation("CartwrightLogisticLoss", {"z: float", "signs: float"}, {"loss: float", "slopes: float"},
                    logisticLoss);
}

void registerOptimiser() {
  registerOperation<ListSettings>(
      "CartwrightAdamw",
      {"weights: N * float", "firsts: N * float", "seconds: N * float", "gradients: N * float", "numbers: float"}, {},
      {"N: int >= 1"}, adamw);
  registerOperation<ListSettings>("CartwrightAdamwTables",
                                  {"tables: N * float", "firsts: N * float", "seconds: N * float", "rows: N * int32",
                                   "gradients: N * float", "numbers: float"},
                                  {}, {"N: int >= 1"}, adamwTables);
  registerOperation<ListSettings>("CartwrightSquaredNorm", {"tensors: N * float"}, {"sum: float"}, {"N: int >= 1"},
                                  squaredNorm);
}

const bool registered = [] {
  registerOperation("CartwrightGelu", {"x: float"}, {"y: float", "slope: float"}, gelu);
  registerOperation<LayerNormSettings>("CartwrightLayerNorm", {"x: float", "gain: float", "bias: float"},
                                       {"y: float", "normal: float", "scale: float"}, {"epsilon: float"}, layerNorm);
  registerOperation<LayerNormSettings>("CartwrightAddLayerNorm",
                                       {"x: float", "other: float", "gain: float", "bias: float"}, {"y: float"},
                                       {"epsilon: float"}, addLayerNorm);
  registerOperation("CartwrightLayerNormGrad", {"dy: float", "normal: float", "scale: float", "gain: float"},
                    {"dx: float"}, layerNormGrad);
  registerOperation<DropoutSettings>("CartwrightDropout", {"x: float", "start: int32"}, {"y: float"},
                                     {"kept: float", "dropped: int"}, dropout);
  registerAttention();
  registerEmbeddings();
  registerNetworks();
  registerOptimiser();
  if (multipliesFast()) registerProducts();
  return true;
}();

}  // namespace
