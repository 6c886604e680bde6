"""Writes streams.json: what lib/random must answer, from a second implementation of the same definitions.

Python's integers have no fixed width, so nothing here shares the arithmetic of the TypeScript version; floats are the
same IEEE 754 doubles, so the normals must agree to the last bit.

    python3 make.py > streams.json
"""

import json
import math
import struct
import sys

MASK32 = (1 << 32) - 1
MASK64 = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def splitmix64(seed, count):
    out = []
    for _ in range(count):
        seed = (seed + GOLDEN) & MASK64
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
        out.append(z ^ (z >> 31))
    return out


def rotl(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK32


class Stream:
    def __init__(self, state):
        self.state = list(state)
        self.origin = list(state)

    @staticmethod
    def seeded(seed):
        a, b = splitmix64(seed & MASK64, 2)
        return Stream([a & MASK32, a >> 32, b & MASK32, b >> 32])

    def word(self):
        s = self.state
        result = (rotl((s[1] * 5) & MASK32, 7) * 9) & MASK32
        t = (s[1] << 9) & MASK32
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        return result

    def uniform(self):
        high = self.word() >> 5
        return (high * (1 << 26) + (self.word() >> 6)) / (1 << 53)

    def integer(self, below):
        whole = 1 << 32 if below <= 1 << 32 else 1 << 53
        limit = whole - whole % below
        while True:
            draw = self.word() if whole == 1 << 32 else int(self.uniform() * (1 << 53))
            if draw < limit:
                return draw % below

    def split(self, label):
        salts = [0, 0x9E3779B9, 0x7F4A7C15, 0xF39CC060]
        units = struct.unpack(f"<{len(label.encode('utf-16-le')) // 2}H", label.encode("utf-16-le"))
        return Stream([murmur3(units, word ^ salt) for word, salt in zip(self.origin, salts)])


def murmur3(words, seed):
    h = seed
    for word in words:
        k = rotl((word * 0xCC9E2D51) & MASK32, 15)
        h ^= (k * 0x1B873593) & MASK32
        h = (rotl(h, 13) * 5 + 0xE6546B64) & MASK32
    h ^= len(words)
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & MASK32
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & MASK32
    return h ^ (h >> 16)


def natural_log(x):
    m, e = math.frexp(x)  # m in [1/2, 1)
    m, e = m * 2, e - 1
    if m > 1.4142135623730951:
        m, e = m / 2, e + 1
    f = (m - 1) / (m + 1)
    total = 0.0
    for odd in range(23, 2, -2):
        total = (total + 1 / odd) * (f * f)
    near_one = m - 1 - f * (m - 1 - 2 * total)
    return e * 6.93147180369123816490e-1 + (near_one + e * 1.90821492927058770002e-10)


def normals(stream, count):
    out = []
    while len(out) < count:
        x = 2 * stream.uniform() - 1
        y = 2 * stream.uniform() - 1
        s = x * x + y * y
        if s >= 1 or s == 0:
            continue
        stretch = math.sqrt((-2 * natural_log(s)) / s)
        out += [x * stretch, y * stretch]
    return out[:count]


def record(seed):
    return {
        "seed": seed,
        "words": [w for s in [Stream.seeded(seed)] for w in (s.word() for _ in range(8))],
        "uniforms": [u for s in [Stream.seeded(seed)] for u in (s.uniform() for _ in range(6))],
        "dice": [d for s in [Stream.seeded(seed)] for d in (s.integer(6) for _ in range(20))],
        "large": [d for s in [Stream.seeded(seed)] for d in (s.integer(10**15) for _ in range(4))],
        "normals": normals(Stream.seeded(seed), 9),
        "splits": {label: [s.word() for _ in range(3)] for label in ["", "a", "users", "7", "矩阵"] for s in [Stream.seeded(seed).split(label)]},
        "grandchild": Stream.seeded(seed).split("users").split("7").word(),
    }


assert splitmix64(1234567, 3) == [6457827717110365317, 3203168211198807973, 9817491932198370423]
made_by = {"script": "test/reference/random/make.py", "python": sys.version.split()[0]}
json.dump({"made_by": made_by, "streams": [record(s) for s in [0, 1, 42, -1, 1234567, 2**53 - 1]]}, sys.stdout, indent=1)
print()
