"""ONNX Runtime on MiniLM, exported by PyTorch and optimised by the runtime itself (it fuses attention, layer norm, GELU)."""
import os
import tempfile

import onnxruntime
import torch

from bert_work import encoder, time_embedding
from common import arguments

_, threads, _ = arguments()


class States(torch.nn.Module):
    """The encoder with its inputs by place, as the exporter gives them."""

    def __init__(self):
        super().__init__()
        self.encoder = encoder()

    def forward(self, ids, mask, types):
        return self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types, return_dict=True).last_hidden_state


model = States().eval()
names = ["input_ids", "attention_mask", "token_type_ids"]
with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "minilm.onnx")
    sample = tuple(torch.ones(2, 8, dtype=torch.int64) for _ in names)
    axes = {name: {0: "batch", 1: "tokens"} for name in [*names, "states"]}
    torch.onnx.export(model, sample, file, input_names=names, output_names=["states"], dynamic_axes=axes, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
del model


def states(given):
    return session.run(["states"], {name: given[name] for name in names})[0]


time_embedding(states, onnxruntime=onnxruntime.__version__)
