"""NeuMF in PyTorch, eagerly, as its tutorials train: embeddings with dense gradients, Adam, whole batches of indices.
Negatives are drawn for the whole epoch at once, and drawn again where the user has the item."""
import os
import time

import numpy as np
import torch
from torch import nn

from common import arguments, report, training_pairs

inputs, threads, answer = arguments()
torch.set_num_threads(threads)
torch.manual_seed(1)
train = training_pairs(os.path.join(inputs, "pairs-1m.csv"))
train.sort_indices()
rows = np.repeat(np.arange(train.shape[0]), np.diff(train.indptr))
kept = slice(None, None, 4)
users = torch.from_numpy(rows[kept].astype(np.int64))
items = torch.from_numpy(train.indices[kept].astype(np.int64))
owned = torch.zeros(train.shape, dtype=torch.bool)
owned[users, items] = True
NEGATIVES, BATCH, FACTORS, LAYERS = 4, 1024, 32, [64, 64, 32, 16]


class NeuMf(nn.Module):
    def __init__(self, user_count, item_count):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(n, FACTORS) for n in (user_count, item_count, user_count, item_count))
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.1)
        self.layers = nn.Sequential(*(part for a, b in zip(LAYERS, LAYERS[1:]) for part in (nn.Linear(a, b), nn.ReLU())))
        for layer in self.layers:
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)
        self.output = nn.Linear(FACTORS + LAYERS[-1], 1)
        with torch.no_grad():
            self.output.weight[:, :FACTORS] = 1
            nn.init.xavier_uniform_(self.output.weight[:, FACTORS:])
            self.output.bias.zero_()

    def forward(self, user, item):
        p, q, p2, q2 = (table(at) for table, at in zip(self.tables, (user, item, user, item)))
        return self.output(torch.cat([p * q, self.layers(torch.cat([p2, q2], 1))], 1)).squeeze(1)


def negatives(users):
    drawn = torch.randint(train.shape[1], (len(users) * NEGATIVES,))
    owners = users.repeat_interleave(NEGATIVES)
    wrong = owned[owners, drawn].nonzero().squeeze(1)
    while len(wrong):
        drawn[wrong] = torch.randint(train.shape[1], (len(wrong),))
        wrong = wrong[owned[owners[wrong], drawn[wrong]]]
    return drawn.view(-1, NEGATIVES)


def epoch(users, items):
    model = NeuMf(*train.shape)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.004)
    loss_of = nn.BCEWithLogitsLoss()
    others = negatives(users)
    for at in torch.randperm(len(users)).split(BATCH):
        user = users[at].repeat(1 + NEGATIVES)
        item = torch.cat([items[at], others[at].t().reshape(-1)])
        label = torch.zeros(len(user))
        label[: len(at)] = 1
        optimiser.zero_grad()
        loss_of(model(user, item), label).backward()
        optimiser.step()
    return model


epoch(users[:3125], items[:3125])  # a few steps, as on our side
start = time.perf_counter()
model = epoch(users, items)
seconds = time.perf_counter() - start

lists = np.zeros((train.shape[0], 10), "<u4")
with torch.no_grad():
    for user in range(0, train.shape[0], 12):  # lists take long to compute: every twelfth user is judged
        scores = model(torch.full((train.shape[1],), user), torch.arange(train.shape[1]))
        scores[torch.from_numpy(train.indices[train.indptr[user] : train.indptr[user + 1]].astype(np.int64))] = -torch.inf
        lists[user] = scores.topk(10).indices.numpy()
lists.tofile(answer)
report(seconds, torch=torch.__version__)
