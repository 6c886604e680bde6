"""Loads ours.safetensors (written by the library, see safetensors.test.ts) with the safetensors package.

Run with: python check_ours.py FILE. Recorded with safetensors 0.8.0: prints "ok".
"""

import sys

import numpy as np
from safetensors import safe_open

with safe_open(sys.argv[1], framework="np") as file:
    assert file.metadata() == {"format": "np"}, file.metadata()
    tensors = {name: file.get_tensor(name) for name in file.keys()}
expected = {
    "f32": np.array([[0.1, -0.2, 0.3], [4e20, -5e-20, 6.0]], dtype=np.float32),
    "f64": np.array([np.pi, -np.e, 1e-300], dtype=np.float64),
    "i32": np.array([[-(2**31)], [2**31 - 1]], dtype=np.int32),
    "u32": np.array([0, 2**32 - 1], dtype=np.uint32),
    "u8": np.array([0, 127, 255], dtype=np.uint8),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "scalar": np.array(2.5, dtype=np.float32),
    "名": np.array([7.0], dtype=np.float32),
}
assert tensors.keys() == expected.keys(), tensors.keys()
for name, array in expected.items():
    got = tensors[name]
    assert got.dtype == array.dtype and got.shape == array.shape and got.tobytes() == array.tobytes(), name
print("ok")
