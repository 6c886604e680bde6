"""Writes made-by-python.safetensors, which the bundle tests read, and says how it was made.

Run with: pip install safetensors numpy; python make_safetensors.py
Recorded with safetensors 0.8.0, numpy 2.4.6, Python 3.11.7. The bfloat16 tensor is
serialised from raw bits.
"""

import pathlib

import numpy as np
from safetensors import TensorSpec, serialize_file

HERE = pathlib.Path(__file__).parent
ALIVE = []  # the specifications below hold addresses, so the arrays must stay

def entry(dtype, array, raw=None):
    data = array if raw is None else raw
    ALIVE.append(data)
    return TensorSpec(dtype=dtype, shape=array.shape, data_ptr=data.ctypes.data, data_len=data.nbytes)


half = np.array([0.0, -0.0, 1.0, -2.5, 65504.0, 6e-8, 6.1e-5, np.inf, -np.inf, np.nan], dtype=np.float16)
single = np.array([1.0, -1.5, 3.140625, 2.0**-120], dtype=np.float32)
brain = (single.view(np.uint32) >> 16).astype(np.uint16)  # exact: these four have short fractions

serialize_file(
    {
        "f32": entry("float32", np.array([[0.1, -0.2, 0.3], [4e20, -5e-20, 6.0]], dtype=np.float32)),
        "f64": entry("float64", np.array([np.pi, -np.e, 1e-300], dtype=np.float64)),
        "i32": entry("int32", np.array([[-(2**31)], [2**31 - 1]], dtype=np.int32)),
        "u32": entry("uint32", np.array([0, 2**32 - 1], dtype=np.uint32)),
        "u8": entry("uint8", np.array([0, 127, 255], dtype=np.uint8)),
        "bool": entry("bool", np.array([True, False, True])),
        "i64": entry("int64", np.array([-1, 511, 2**31 - 1], dtype=np.int64)),
        "i16": entry("int16", np.array([-32768, 32767], dtype=np.int16)),
        "i8": entry("int8", np.array([-128, 127], dtype=np.int8)),
        "u16": entry("uint16", np.array([0, 65535], dtype=np.uint16)),
        "f16": entry("float16", half),
        "bf16": entry("bfloat16", single, brain),
        "empty": entry("float32", np.zeros((0, 4), dtype=np.float32)),
        "scalar": entry("float32", np.array(2.5, dtype=np.float32)),
        "名": entry("float32", np.array([7.0], dtype=np.float32)),
    },
    HERE / "made-by-python.safetensors",
    {"format": "np", "note": "recorded"},
)
