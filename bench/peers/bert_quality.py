"""PyTorch's fine-tuning of MiniLM for `npm run bench:bert-quality`: the rows, batches, head and hyper-parameters of job.json.

    python bert_quality.py FOLDER

Leaves FOLDER/probabilities: float32 [test rows x labels], of the epoch with the lowest log loss on the validation rows.
"""
import json
import os
import sys

import numpy as np
import torch
from transformers import BertForSequenceClassification, get_linear_schedule_with_warmup

folder = sys.argv[1]
with open(os.path.join(folder, "job.json"), encoding="utf8") as file:
    job = json.load(file)
tuning = job["tuning"]
torch.manual_seed(tuning["seed"])
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1))

model = BertForSequenceClassification.from_pretrained(os.environ["CARTWRIGHT_MINILM"], num_labels=job["labels"])
with torch.no_grad():
    model.classifier.weight.copy_(torch.tensor(job["classifier"]).reshape(model.classifier.weight.shape))
    model.classifier.bias.zero_()


def given(rows):
    longest = max(len(ids) for ids in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def probabilities(part):
    model.eval()
    order = sorted(range(len(part["ids"])), key=lambda row: -len(part["ids"][row]))
    found = np.zeros((len(order), job["labels"]), np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            rows = order[start : start + 32]
            logits = model(**given([part["ids"][row] for row in rows])).logits
            found[rows] = torch.softmax(logits, 1).numpy()
    return found


def log_loss(part):
    found = probabilities(part)
    own = found[np.arange(len(found)), part["targets"]].astype(np.float64)
    return float(-np.log(np.maximum(own, 1e-15)).mean())


groups = [
    {"params": [w for w in model.parameters() if w.dim() > 1], "weight_decay": tuning["weightDecay"]},
    {"params": [w for w in model.parameters() if w.dim() <= 1], "weight_decay": 0.0},
]
optimiser = torch.optim.AdamW(groups, lr=tuning["learningRate"])
steps = sum(len(epoch) for epoch in job["batches"])
scheduler = get_linear_schedule_with_warmup(optimiser, int(np.ceil(tuning["warmup"] * steps)), steps)
train = job["train"]
best, answer = float("inf"), None
for number, epoch in enumerate(job["batches"]):
    model.train()
    for batch in epoch:
        labels = torch.tensor([train["targets"][row] for row in batch])
        loss = model(**given([train["ids"][row] for row in batch]), labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), tuning["clipNorm"])
        optimiser.step()
        scheduler.step()
        optimiser.zero_grad()
    figure = log_loss(job["validation"])
    print(f"epoch {number + 1}: log loss {figure:.4f}", flush=True)
    if figure < best:
        best, answer = figure, probabilities(job["test"])
answer.tofile(os.path.join(folder, "probabilities"))
