import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensors,
  type Tensor,
  writeSafetensors,
} from "cartwright/bundle";
import { DataError, ShapeError, ValueError } from "cartwright/contracts";
import fc from "fast-check";

const FIXTURE = join(__dirname, "../../reference/bundle/made-by-python.safetensors");

const ours: Record<string, Tensor> = {
  f32: { shape: [2, 3], data: Float32Array.of(0.1, -0.2, 0.3, 4e20, -5e-20, 6) },
  f64: { shape: [3], data: Float64Array.of(Math.PI, -Math.E, 1e-300) },
  i32: { shape: [2, 1], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
  u32: { shape: [2], data: Uint32Array.of(0, 2 ** 32 - 1) },
  u8: { shape: [3], data: Uint8Array.of(0, 127, 255) },
  empty: { shape: [0, 4], data: new Float32Array(0) },
  scalar: { shape: [], data: Float32Array.of(2.5) },
  名: { shape: [1], data: Float32Array.of(7) },
};

const encoded = (tensors: Record<string, Tensor>, metadata = {}): Uint8Array =>
  Buffer.concat(encodeSafetensors(tensors, metadata));

/** A file with a header of one's own making, to see what a reader says to it. */
function forged(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

const tensor = fc.oneof(
  ...[fc.float32Array(), fc.float64Array(), fc.int32Array(), fc.uint32Array(), fc.uint8Array()].map((arrays) =>
    arrays.map((data): Tensor => ({ shape: [data.length], data: data as Tensor["data"] })),
  ),
);

describe("decodeSafetensors", () => {
  // Provenance: test/reference/bundle/make_safetensors.py, safetensors 0.8.0.
  const { tensors, metadata } = decodeSafetensors(new Uint8Array(readFileSync(FIXTURE)));

  it("reads what the Python package wrote, element for element and with its types", () => {
    for (const [name, expected] of Object.entries(ours)) {
      assert.deepEqual(tensors[name], expected, name);
      assert.equal(tensors[name]!.data.constructor, expected.data.constructor, name);
    }
    assert.deepEqual(metadata, { format: "np", note: "recorded" });
  });

  it("widens the element types that typed arrays lack, exactly", () => {
    assert.deepEqual([...tensors["i64"]!.data], [-1, 511, 2 ** 31 - 1]);
    assert.deepEqual([...tensors["i16"]!.data], [-32768, 32767]);
    assert.deepEqual([...tensors["i8"]!.data], [-128, 127]);
    assert.deepEqual([...tensors["u16"]!.data], [0, 65535]);
    assert.deepEqual([...tensors["bool"]!.data], [1, 0, 1]);
    assert.deepEqual([...tensors["bf16"]!.data], [1, -1.5, 3.140625, 2 ** -120]);
    // 6e-8 and 6.1e-5 are below the smallest normal half, 2^-14; they round to multiples of 2^-24.
    const half = [0, -0, 1, -2.5, 65504, 2 ** -24, 1023 * 2 ** -24, Infinity, -Infinity, NaN];
    assert.deepEqual([...tensors["f16"]!.data], half);
  });

  it("gives views of the file's bytes, not copies, where they are aligned", () => {
    const bytes = new Uint8Array(encoded(ours));
    for (const [name, { data }] of Object.entries(decodeSafetensors(bytes).tensors)) {
      assert.equal(data.buffer, bytes.buffer, name);
    }
  });

  it("reads the same from bytes that begin at an odd address", () => {
    const bytes = new Uint8Array(encoded(ours).length + 3);
    bytes.set(encoded(ours), 3);
    assert.deepEqual(decodeSafetensors(bytes.subarray(3)).tensors, decodeSafetensors(encoded(ours)).tensors);
  });

  const f32 = (begin: number, end: number, shape = [1]): object => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  });
  const faults: [string, Uint8Array, RegExp][] = [
    ["fewer than eight bytes", new Uint8Array(7), /7 bytes and its header needs at least 8/],
    ["a header longer than the file", Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 123]), /claims 9 bytes and the file has 1/],
    ["a header length near 2^64", Buffer.alloc(16, 255), /claims/],
    ["a header that is no JSON", forged("{]"), /not JSON/],
    ["a header that is a list", forged([]), /not a JSON object/],
    ["a gap before a tensor", forged({ a: f32(4, 8) }, new Uint8Array(8)), /begins at byte 4, expected 0/],
    ["two tensors on the same bytes", forged({ a: f32(0, 4), b: f32(0, 4) }, new Uint8Array(4)), /begins at byte 0/],
    [
      "bytes that no tensor owns",
      forged({ a: f32(0, 4) }, new Uint8Array(8)),
      /need 4 bytes of data and the file has 8/,
    ],
    ["missing data", forged({ a: f32(0, 8, [2]) }, new Uint8Array(4)), /need 8 bytes of data and the file has 4/],
    ["a shape that disagrees", forged({ a: f32(0, 4, [2]) }, new Uint8Array(4)), /1 elements and the shape \[2\]/],
    ["half an element", forged({ a: f32(0, 3) }, new Uint8Array(3)), /no multiple of 4/],
    ["a negative size", forged({ a: f32(0, 4, [-1]) }, new Uint8Array(4)), /lacks dtype, shape or data_offsets/],
    ["an entry without a type", forged({ a: { shape: [], data_offsets: [0, 0] } }), /lacks dtype/],
    ["an unknown type", forged({ a: { ...f32(0, 1), dtype: "F8_E4M3" } }, new Uint8Array(1)), /F8_E4M3/],
    [
      "an I64 beyond 32 bits",
      forged(
        { a: { dtype: "I64", shape: [1], data_offsets: [0, 8] } },
        Buffer.from(BigInt64Array.of(2n ** 40n).buffer),
      ),
      /1099511627776, which does not fit/,
    ],
  ];
  for (const [fault, bytes, message] of faults) {
    it(`refuses ${fault} and says so`, () => {
      assert.throws(
        () => decodeSafetensors(bytes, "x.safetensors"),
        (error: Error) => {
          assert.ok(error instanceof DataError);
          assert.equal(error.file, "x.safetensors");
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe("encodeSafetensors", () => {
  it("writes bytes that the Python package loads back, of which the checksum is recorded", () => {
    // Provenance: test/reference/bundle/check_ours.py printed "ok" for the file with this checksum.
    const hash = createHash("sha256")
      .update(encoded(ours, { format: "np" }))
      .digest("hex");
    assert.equal(hash, "81db771bcf4d5ed5bd20bd48a07853e71442b4cf030e8515e253cb2e8f66b1e2");
  });

  it("is undone by decodeSafetensors for every set of tensors and names, bit for bit", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), tensor), (tensors) => {
        const back = decodeSafetensors(encoded(tensors)).tensors;
        assert.deepEqual(Object.keys(back).sort(), Object.keys(tensors).sort());
        for (const [name, { shape, data }] of Object.entries(tensors)) {
          const bytes = ({ buffer, byteOffset, byteLength }: Tensor["data"]): Buffer =>
            Buffer.from(buffer, byteOffset, byteLength);
          assert.deepEqual(back[name]!.shape, shape);
          assert.equal(back[name]!.data.constructor, data.constructor);
          assert.ok(bytes(back[name]!.data).equals(bytes(data)));
        }
      }),
    ));

  it("has one file for one set of tensors, in whatever order they are given", () => {
    const reversed = Object.fromEntries(Object.entries(ours).reverse());
    assert.deepEqual(encoded(reversed), encoded(ours));
  });

  it("refuses a shape that disagrees with its data, and the reserved name", () => {
    assert.throws(() => encodeSafetensors({ a: { shape: [2, 2], data: new Float32Array(3) } }), ShapeError);
    assert.throws(() => encodeSafetensors({ a: { shape: [-1, -3], data: new Float32Array(3) } }), ShapeError);
    assert.throws(() => encodeSafetensors({ ["__metadata__"]: { shape: [0], data: new Float32Array(0) } }), ValueError);
  });
});

describe("writeSafetensors", () => {
  it("writes the file that readSafetensors reads", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    try {
      const path = join(folder, "a.safetensors");
      await writeSafetensors(path, ours, { format: "np" });
      const back = await readSafetensors(path);
      assert.deepEqual(back, { tensors: decodeSafetensors(encoded(ours)).tensors, metadata: { format: "np" } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
