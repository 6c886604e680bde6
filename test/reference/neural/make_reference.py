"""NeuMF in PyTorch from given weights on given batches: its losses and where the weights end.
Run as: python make_reference.py > reference.json. Made with Python 3.11.7, numpy 2.4.6 and torch 2.13.0 on one thread.

Tables are moved by SparseAdam, which like ours leaves rows alone that a batch does not touch; the rest by Adam. Loss: the mean of
BCEWithLogitsLoss over the batch.
"""
import json
import platform

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
USERS, ITEMS, FACTORS, EMBEDDING, LAYERS, STEPS, BATCH, RATE = 30, 20, 4, 5, [6, 3], 25, 40, 0.01
EPSILON = 1e-12  # SparseAdam and Adam correct their usual one differently; it matters for gradients of its size
rng = np.random.default_rng(7)


def normal(*shape, scale=0.3):
    return torch.nn.Parameter(torch.from_numpy((scale * rng.standard_normal(shape)).astype(np.float32)))


weights = {
    "gmf.users": normal(USERS, FACTORS),
    "gmf.items": normal(ITEMS, FACTORS),
    "gmf.output": normal(1, FACTORS, scale=1),
    "mlp.users": normal(USERS, EMBEDDING),
    "mlp.items": normal(ITEMS, EMBEDDING),
    "mlp.0.weight": normal(LAYERS[0], 2 * EMBEDDING),
    "mlp.0.bias": normal(LAYERS[0]),
    "mlp.1.weight": normal(LAYERS[1], LAYERS[0]),
    "mlp.1.bias": normal(LAYERS[1]),
    "mlp.output": normal(1, LAYERS[1]),
    "bias": normal(1),
}
start = {name: w.detach().clone() for name, w in weights.items()}
# Some users and items are rare, so that most steps leave some rows alone.
users = np.minimum(rng.geometric(0.12, (STEPS, BATCH)) - 1, USERS - 1)
items = np.minimum(rng.geometric(0.2, (STEPS, BATCH)) - 1, ITEMS - 1)
labels = ((users + items + rng.integers(0, 2, (STEPS, BATCH))) % 3 == 0).astype(np.float32)


def look_up(table, rows):
    return nn.functional.embedding(torch.from_numpy(rows), weights[table], sparse=True)


def logits(user, item):
    products = look_up("gmf.users", user) * look_up("gmf.items", item)
    x = torch.cat([look_up("mlp.users", user), look_up("mlp.items", item)], 1)
    for layer in range(len(LAYERS)):
        x = torch.relu(nn.functional.linear(x, weights[f"mlp.{layer}.weight"], weights[f"mlp.{layer}.bias"]))
    z = products @ weights["gmf.output"].T + x @ weights["mlp.output"].T + weights["bias"]
    return z.squeeze(1)


tables = [w for name, w in weights.items() if name.endswith(("users", "items"))]
others = [w for name, w in weights.items() if not name.endswith(("users", "items"))]
optimisers = [torch.optim.SparseAdam(tables, lr=RATE, eps=EPSILON), torch.optim.Adam(others, lr=RATE, eps=EPSILON)]
losses = []
for step in range(STEPS):
    for optimiser in optimisers:
        optimiser.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(logits(users[step], items[step]), torch.from_numpy(labels[step]))
    loss.backward()
    for optimiser in optimisers:
        optimiser.step()
    losses.append(loss.item())


def plain(named):
    return {n: {"shape": list(w.shape), "data": [float(f"{x:.8g}") for x in w.detach().flatten()]} for n, w in named.items()}


print(
    json.dumps(
        {
            "versions": {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__},
            "settings": {"factors": FACTORS, "embedding": EMBEDDING, "layers": LAYERS, "learningRate": RATE, "epsilon": EPSILON},
            "start": plain(start),
            "batches": [{"users": u.tolist(), "items": i.tolist(), "labels": l.tolist()} for u, i, l in zip(users, items, labels)],
            "losses": losses,
            "end": plain(weights),
        }
    )
)
