"""What the peers of BERT share: the same model, rows, head and steps as bench/frame/bert-work.ts."""
import gzip
import json
import os
import sys
import time

import numpy as np
import torch
from transformers import AutoTokenizer, BertForSequenceClassification, BertModel

from common import arguments, pair_hash, report

BATCH, TOKENS, FIRST_WORD, WORDS = 16, 64, 1000, 29_000


def minilm_folder():
    """Where `cartwright model get minilm` put it."""
    return os.environ["CARTWRIGHT_MINILM"]


def classifier():
    """MiniLM with a head of two classes, made from a hash."""
    model = BertForSequenceClassification.from_pretrained(minilm_folder(), num_labels=2)
    rows, width = model.classifier.weight.shape
    weight = (grid(rows, width, 5) / 2**32 - 0.5) * 0.08
    with torch.no_grad():
        model.classifier.weight.copy_(torch.from_numpy(weight.astype(np.float32)))
        model.classifier.bias.zero_()
    return model


def grid(rows, columns, seed):
    """pair_hash of every row and column."""
    row, column = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    return pair_hash(row, column, seed)


def batch(device="cpu"):
    ids = FIRST_WORD + (grid(BATCH, TOKENS, 3) % WORDS).astype(np.int64)
    ids[:, 0], ids[:, -1] = 101, 102
    ids = torch.from_numpy(ids).to(device)
    labels = torch.from_numpy((grid(BATCH, 1, 4)[:, 0] % 2).astype(np.int64)).to(device)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


def time_steps(model, warm, timed, device="cpu"):
    """Seconds of the timed steps, and the loss without dropout before and after."""
    given = batch(device)
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    groups = [{"params": [w for w in trained if w.dim() >= 2], "weight_decay": 0.01},
              {"params": [w for w in trained if w.dim() < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=5e-5)
    torch.manual_seed(1)
    before = loss_now(model, given)
    model.train()
    for step in range(warm + timed):
        if step == warm:
            synchronize(device)
            start = time.perf_counter()
        optimizer.zero_grad()
        loss = model(**given).loss
        loss.backward()
        loss.item()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
    synchronize(device)
    seconds = time.perf_counter() - start
    return seconds, {"before": before, "after": loss_now(model, given)}


def synchronize(device):
    if device != "cpu":
        torch.cuda.synchronize()


def loss_now(model, given):
    model.eval()
    with torch.inference_mode():
        return float(model(**given).loss)


def finetune(prepare=lambda model: model, warm=2, timed=6):
    """A whole peer of fine-tuning."""
    _, threads, answer = arguments()
    torch.set_num_threads(threads)
    seconds, losses = time_steps(prepare(classifier()), warm, timed)
    with open(answer, "w") as file:
        json.dump(losses, file)
    import transformers
    report(seconds, torch=torch.__version__, transformers=transformers.__version__)


def titles(inputs):
    with gzip.open(os.path.join(inputs, "esci-products.jsonl.gz"), "rt", encoding="utf-8") as file:
        return [json.loads(line)["title"] for line in file]


def embed(texts, tokenizer, states, batch_size=32):
    """Mean-pooled, normalised vectors, similar lengths together."""
    encoded = tokenizer(texts, truncation=True, max_length=256)
    order = np.argsort([-len(ids) for ids in encoded["input_ids"]], kind="stable")
    vectors = np.zeros((len(texts), 384), np.float32)
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        given = tokenizer.pad({key: [encoded[key][i] for i in chosen] for key in encoded}, return_tensors="np")
        hidden = states(given)
        mask = given["attention_mask"][:, :, None].astype(np.float32)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        vectors[chosen] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return vectors


def time_embedding(states, **versions):
    """A whole peer of embedding, given how a batch becomes hidden states."""
    inputs, _, answer = arguments()
    texts, tokenizer = titles(inputs), AutoTokenizer.from_pretrained(minilm_folder())
    embed(texts[:64], tokenizer, states)
    start = time.perf_counter()
    vectors = embed(texts, tokenizer, states)
    seconds = time.perf_counter() - start
    vectors.tofile(answer)
    report(seconds, **versions)


def encoder():
    return BertModel.from_pretrained(minilm_folder()).eval()
