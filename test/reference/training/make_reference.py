"""Writes reference.json: what PyTorch's AdamW, SGD, SparseAdam and gradient clipping, and the schedules of transformers,
make of fixed weights and gradients.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 transformers
    venv/bin/python make_reference.py > reference.json

Everything is computed in float64, so that the numbers are those of the formulas and not of rounding.
"""

import json
import sys

import torch
import transformers
from transformers import get_constant_schedule_with_warmup, get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup

torch.set_default_dtype(torch.float64)
STEPS = 12


def start(shape):
    count = torch.Size(shape).numel()
    return torch.tensor([round(torch.sin(torch.tensor(1.7 * i + 0.3)).item(), 4) for i in range(count)]).reshape(shape)


def gradient(shape, step):
    count = torch.Size(shape).numel()
    return torch.tensor(
        [round(torch.cos(torch.tensor(0.9 * i + 2.3 * step)).item() * (1 + step % 3), 4) for i in range(count)]
    ).reshape(shape)


def rate(step):
    return 0.01 * (1 + step % 4)


def dense(make, clip=None):
    """A matrix and a bias over twelve steps; the bias is in a group of its own, which does not decay."""
    weight, bias = torch.nn.Parameter(start((3, 2))), torch.nn.Parameter(start((2,)))
    optimiser = make(weight, bias)
    steps = []
    for step in range(1, STEPS + 1):
        weight.grad, bias.grad = gradient((3, 2), step), gradient((2,), step)
        norm = None if clip is None else torch.nn.utils.clip_grad_norm_([weight, bias], clip).item()
        for group in optimiser.param_groups:
            group["lr"] = rate(step)
        optimiser.step()
        steps.append({"weight": weight.detach().flatten().tolist(), "bias": bias.detach().tolist(), "norm": norm})
    return {"weight": start((3, 2)).flatten().tolist(), "bias": start((2,)).tolist(), "steps": steps}


def groups(weight, bias, decay):
    return [{"params": [weight], "weight_decay": decay}, {"params": [bias], "weight_decay": 0.0}]


def lazy_rows():
    """A table of five rows, of which each step touches two; SparseAdam has no decay."""
    table = torch.nn.Parameter(start((5, 2)))
    optimiser = torch.optim.SparseAdam([table], lr=0.02)
    steps = []
    for step in range(1, STEPS + 1):
        rows = sorted({step % 3, (step * 2) % 3 + 1})
        values = gradient((len(rows), 2), step)
        table.grad = torch.sparse_coo_tensor(torch.tensor([rows]), values, (5, 2)).coalesce()
        optimiser.step()
        steps.append({"rows": rows, "gradient": values.flatten().tolist(), "table": table.detach().flatten().tolist()})
    return {"table": start((5, 2)).flatten().tolist(), "steps": steps}


def schedule(make, steps):
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimiser)
    factors = []
    for _ in range(steps + 1):
        factors.append(scheduler.get_last_lr()[0])
        optimiser.step()
        scheduler.step()
    return factors


json.dump(
    {
        "versions": {
            "python": sys.version.split()[0],
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
        "gradients": [
            {"weight": gradient((3, 2), s).flatten().tolist(), "bias": gradient((2,), s).tolist(), "rate": rate(s)}
            for s in range(1, STEPS + 1)
        ],
        "adamw": dense(lambda w, b: torch.optim.AdamW(groups(w, b, 0.05), betas=(0.8, 0.95), eps=1e-6)),
        "adamwClipped": dense(lambda w, b: torch.optim.AdamW(groups(w, b, 0.01)), clip=1.5),
        "sgd": dense(lambda w, b: torch.optim.SGD([w, b], lr=1.0, momentum=0.9)),
        "lazyAdam": lazy_rows(),
        "schedules": {
            "constant": schedule(lambda o: get_constant_schedule_with_warmup(o, 4), 20),
            "linear": schedule(lambda o: get_linear_schedule_with_warmup(o, 4, 20), 20),
            "cosine": schedule(lambda o: get_cosine_schedule_with_warmup(o, 4, 20), 20),
        },
    },
    sys.stdout,
)
sys.stdout.write("\n")
