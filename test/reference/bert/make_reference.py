"""Makes the numbers that test/lib/bert compares with.

    python -m venv VENV && VENV/bin/pip install torch==2.13.0 transformers==TRANSFORMERS peft==PEFT
    VENV/bin/python test/reference/bert/make_reference.py [MINILM]

tiny/                a BERT of 2 layers x 12 with weights of all heads, from a fixed seed, in Hugging Face's layout
reference.json       versions, inputs, targets and losses
states.safetensors   hidden states, attention maps, pooled tokens and logits of tiny/ for these inputs
gradients-*.safetensors   gradient of every weight, dropout off, one file for each task
minilm.safetensors   the same for real weights, where MINILM names the folder of all-MiniLM-L6-v2
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertForTokenClassification,
    BertModel,
)

HERE = Path(__file__).parent
TINY = HERE / "tiny"
LABELS = ["bad", "fair", "good"]
SENTENCES = ["a red silk dress", "the dress runs small, sadly!", "红色 silk scarf"]

torch.manual_seed(0)
torch.set_num_threads(1)

CONFIG = BertConfig(
    vocab_size=48,
    hidden_size=12,
    num_hidden_layers=2,
    num_attention_heads=3,
    intermediate_size=20,
    max_position_embeddings=16,
    type_vocab_size=2,
    initializer_range=0.3,
    layer_norm_eps=1e-12,
    id2label=dict(enumerate(LABELS)),
    label2id={label: n for n, label in enumerate(LABELS)},
    attn_implementation="eager",
)


def make_tiny():
    """Every weight random, biases and layer normalisation too, so that no term can be left out unseen."""
    TINY.mkdir(exist_ok=True)
    whole = {}
    for kind in (BertForSequenceClassification, BertForMaskedLM):
        whole.update(kind(CONFIG).state_dict())
    random = np.random.default_rng(7)
    weights = {}
    for name in sorted(whole):
        if name.startswith("cls.predictions.decoder") or name.endswith("position_ids") or name.endswith("token_type_ids"):
            continue
        values = random.normal(0, 0.3, tuple(whole[name].shape))
        if name.endswith("LayerNorm.weight"):
            values += 1
        weights[name] = torch.tensor(values.astype(np.float32))
    save_file(weights, TINY / "model.safetensors", metadata={"format": "pt"})
    CONFIG.architectures = ["BertForSequenceClassification"]
    CONFIG.problem_type = "single_label_classification"
    (TINY / "config.json").write_text(json.dumps(CONFIG.to_diff_dict(), indent=2, sort_keys=True) + "\n")
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] a the red blue silk dress scarf runs small large sadly good bad very is it and , . !"
    pieces = [word for word in words.split()] + ["##" + c for c in "abcdefghijklmnopqrstuvw"]
    assert len(pieces) == 48, len(pieces)
    (TINY / "vocab.txt").write_text("".join(piece + "\n" for piece in pieces))
    return weights


def fitted(kind, weights, **extra):
    model = kind(BertConfig.from_dict({**CONFIG.to_dict(), **extra}))
    model.config._attn_implementation = "eager"
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert all("decoder" in name for name in missing), missing
    model.tie_weights()
    return model.eval()


INPUT = {
    "input_ids": [[2, 5, 7, 9, 10, 3, 0, 0], [2, 6, 10, 12, 13, 22, 15, 3], [2, 8, 11, 3, 9, 11, 3, 0]],
    "token_type_ids": [[0] * 8, [0] * 8, [0, 0, 0, 0, 1, 1, 1, 0]],
    "attention_mask": [[1, 1, 1, 1, 1, 1, 0, 0], [1] * 8, [1, 1, 1, 1, 1, 1, 1, 0]],
}
TASKS = {
    "single-label": (BertForSequenceClassification, {"problem_type": "single_label_classification"}, [2, 0, 1]),
    "multi-label": (
        BertForSequenceClassification,
        {"problem_type": "multi_label_classification"},
        [[1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 1.0, 1.0]],
    ),
    "regression": (
        BertForSequenceClassification,
        {"problem_type": "regression"},
        [[0.5, -1.0, 2.0], [0.0, 3.0, 1.0], [1.5, 0.25, -2.0]],
    ),
    "token": (
        BertForTokenClassification,
        {},
        [[-100, 0, 1, 2, 2, -100, -100, -100], [-100, 1, 0, 0, 2, -100, 1, -100], [-100, 2, 1, -100, 0, 0, -100, -100]],
    ),
    "masked": (
        BertForMaskedLM,
        {},
        [[-100, -100, 8, -100, 10, -100, -100, -100], [-100, 6, -100, -100, 14, -100, -100, -100], [-100] * 7 + [-100]],
    ),
}


def record():
    weights = make_tiny()
    inputs = {name: torch.tensor(rows) for name, rows in INPUT.items()}
    states, losses = {}, {}
    base = fitted(BertForSequenceClassification, weights).bert
    with torch.no_grad():
        out = base(**inputs, output_hidden_states=True, output_attentions=True)
    for n, hidden in enumerate(out.hidden_states):
        states[f"hidden.{n}"] = hidden
    for n, attention in enumerate(out.attentions):
        states[f"attention.{n}"] = attention
    states["pooled"] = out.pooler_output
    for name, (kind, extra, labels) in TASKS.items():
        model = fitted(kind, weights, **extra)
        out = model(**inputs, labels=torch.tensor(labels))
        out.loss.backward()
        states[f"logits.{name}"] = out.logits.detach()
        losses[name] = out.loss.item()
        gradients = {n: p.grad for n, p in model.named_parameters() if p.grad is not None}
        save_file(gradients, HERE / f"gradients-{name}.safetensors")
    save_file({n: t.contiguous() for n, t in states.items()}, HERE / "states.safetensors")
    targets = {name: labels for name, (_, _, labels) in TASKS.items()}
    return {"input": INPUT, "targets": targets, "losses": losses}


def record_minilm(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = BertModel.from_pretrained(folder, attn_implementation="eager").eval()
    batch = tokenizer(SENTENCES, padding=True, return_tensors="pt")
    with torch.no_grad():
        out = model(**batch, output_hidden_states=True)
    mask = batch["attention_mask"].unsqueeze(-1).float()
    mean = (out.last_hidden_state * mask).sum(1) / mask.sum(1)
    states = {f"first8.{n}": hidden[:, :, :8] for n, hidden in enumerate(out.hidden_states)}
    states["hidden"] = out.last_hidden_state * mask
    states["pooled"] = out.pooler_output
    states["embedding"] = torch.nn.functional.normalize(mean)
    classifier = torch.tensor(np.random.default_rng(3).normal(0, 0.1, (4, 384)).astype(np.float32))
    states["classifier"] = classifier
    states["logits"] = out.pooler_output @ classifier.T
    save_file({n: t.contiguous() for n, t in states.items()}, HERE / "minilm.safetensors")
    return {"sentences": SENTENCES, "ids": batch["input_ids"].tolist()}


if __name__ == "__main__":
    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "numpy": np.__version__}
    reference = {"made_by": "test/reference/bert/make_reference.py", "versions": versions, **record()}
    if len(sys.argv) > 1:
        reference["minilm"] = record_minilm(sys.argv[1])
    (HERE / "reference.json").write_text(json.dumps(reference, ensure_ascii=False) + "\n")
