"""Reference values of pairHash, in Python's unbounded integers: python pair_hash.py (any Python 3; recorded with 3.11.7)."""
M = 0xFFFFFFFF


def pair_hash(user, item, seed):
    h = ((user * 0x9E3779B1) ^ (item * 0x85EBCA77) ^ (seed * 0xC2B2AE3D)) & M
    h ^= h >> 16
    h = h * 0x85EBCA6B & M
    h ^= h >> 13
    h = h * 0xC2B2AE35 & M
    return h ^ h >> 16


for case in ((0, 0, 1), (17, 4, 1), (4294967295, 123456, 7)):
    print(case, pair_hash(*case))
