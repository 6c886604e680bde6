"""What the peers' scripts share. Each is run as: python NAME.py INPUTS THREADS ANSWER
and prints {"seconds", "rssMb", "versions"} as its last line.
"""
import json
import platform
import resource
import sys

import numpy as np
import scipy.sparse as sp


def arguments():
    """Folder of the inputs, number of threads, file for the answer."""
    inputs, threads, answer = sys.argv[1:4]
    return inputs, int(threads), answer


def pair_hash(users, items, seed):
    """murmur3's 32-bit finaliser over a linear combination, as pairHash in lib/interactions."""
    u, i = users.astype(np.uint32), items.astype(np.uint32)
    with np.errstate(over="ignore"):
        h = u * np.uint32(0x9E3779B1) ^ i * np.uint32(0x85EBCA77) ^ np.uint32((seed * 0xC2B2AE3D) & 0xFFFFFFFF)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        return h ^ (h >> np.uint32(16))


def training_pairs(path):
    """users x items, 1 for each pair that is not held out."""
    pairs = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.int64)
    shape = pairs.max(axis=0) + 1
    kept = pairs[pair_hash(pairs[:, 0], pairs[:, 1], 1) % 5 != 0]
    return sp.csr_matrix((np.ones(len(kept), np.float32), (kept[:, 0], kept[:, 1])), shape=tuple(shape))


def report(seconds, **versions):
    """The last line. Linux counts resident memory in KiB, macOS in bytes."""
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    versions = {"python": platform.python_version(), "numpy": np.__version__, **versions}
    print(json.dumps({"seconds": seconds, "rssMb": rss, "versions": versions}))
