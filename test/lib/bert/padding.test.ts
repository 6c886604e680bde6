import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bertConfig,
  type BertInput,
  encode,
  pooled,
  randomBert,
  sentenceVectors,
  sequenceLogits,
} from "cartwright/bert";
import type { TensorFlow } from "cartwright/device";
import { onEachBackend } from "../training/backends";
import { largestDifference } from "./support";

const shape = bertConfig({
  vocabularySize: 30,
  hiddenSize: 12,
  layers: 2,
  heads: 3,
  intermediateSize: 20,
  maxPositions: 16,
  tokenTypes: 2,
  initializerRange: 0.5,
});

/** Texts of 1 to 9 tokens. */
const texts = fc.array(fc.array(fc.integer({ min: 1, max: 29 }), { minLength: 1, maxLength: 9 }), {
  minLength: 1,
  maxLength: 5,
});

/** Texts as one input; every second token is of the second type. */
function inputOf(ids: readonly number[][], columns = Math.max(...ids.map(({ length }) => length))): BertInput {
  const cells = ids.flatMap((text) => Array.from({ length: columns }, (_, at) => text[at] ?? 0));
  return {
    rows: ids.length,
    columns,
    ids: Int32Array.from(cells),
    typeIds: Int32Array.from(cells, (_, cell) => (cell % columns) % 2),
    attentionMask: Int32Array.from(cells, (id) => Number(id > 0)),
  };
}

onEachBackend("padding", (device) => {
  const head = { kind: "sequence", problem: "single-label", labels: ["a", "b"] } as const;

  /** Checks what a function computes of texts together and of each alone. */
  async function agrees(compute: (tf: TensorFlow, input: BertInput) => Promise<number[]>): Promise<void> {
    const { tf } = device();
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 0, max: 3 }), async (ids, more) => {
        const longest = Math.max(...ids.map(({ length }) => length));
        const together = await compute(tf, inputOf(ids, longest + more));
        const alone: number[] = [];
        for (const text of ids) alone.push(...(await compute(tf, inputOf([text]))));
        assert.ok(largestDifference(together, alone) < 2e-5);
      }),
      { numRuns: 8 },
    );
  }

  it("changes no hidden state, no pooled one, no vector and no logit of a text", async () => {
    const { tf } = device();
    const model = randomBert(tf, shape, 1, head);
    await agrees(async (_, input) => {
      const all = [pooled(model, input), sentenceVectors(model, input), sequenceLogits(model, input)];
      const rows = await Promise.all(all.map(async (x) => ({ width: x.shape[1], values: await x.data() })));
      tf.dispose(all);
      return Array.from({ length: input.rows }, (_, row) =>
        rows.flatMap(({ width, values }) => [...values.subarray(row * width, (row + 1) * width)]),
      ).flat();
    });
    await agrees(async (_, input) => {
      const states = encode(model, input);
      const values = await states.data();
      states.dispose();
      return [...values].filter((_, at) => input.attentionMask[Math.floor(at / shape.hiddenSize)] === 1);
    });
    model.dispose();
  });

  it("may stand before the tokens too", async () => {
    const { tf } = device();
    const model = randomBert(tf, shape, 1, head);
    const input = inputOf([
      [5, 6, 7],
      [8, 9, 10],
    ]);
    const before = { ...input, attentionMask: Int32Array.of(0, 1, 1, 1, 1, 1) };
    const other = { ...before, ids: before.ids.map((id, at) => (at === 0 ? 11 : id)) };
    const [a, b] = [encode(model, before), encode(model, other)];
    assert.ok(largestDifference((await a.data()).slice(12), (await b.data()).slice(12)) < 1e-5);
    tf.dispose([a, b]);
    model.dispose();
  });
});
