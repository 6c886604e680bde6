import assert from "node:assert/strict";
import fc from "fast-check";
import { fromPercent, type Notebook, parametersCell, type ParameterValue, withParameters } from "cartwright/notebook";

const chapter = (source: string): Notebook => fromPercent(`// %% {"id":"p","tags":["parameters"]}\n${source}`);
const set = (source: string, values: Record<string, ParameterValue>): string =>
  parametersCell(withParameters(chapter(source), values))!.source;

describe("withParameters", () => {
  it("changes a literal and leaves names, types and comments alone", () => {
    const source = 'const rank: number = 16; // factors\nlet name = "a; b"; const other = 1;\nconst sizes = [1, 2]\n';
    const wanted = 'const rank: number = 64; // factors\nlet name = "full"; const other = 1;\nconst sizes = [10,20]';
    assert.equal(set(source, { rank: 64, name: "full", sizes: [10, 20] }), wanted);
  });

  it("finds what it wrote, for any value", () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(scalar, scalar, (first, second) => {
        const once = set("const x = 0; // why", { x: first });
        assert.equal(once, `const x = ${JSON.stringify(first)}; // why`);
        assert.equal(set(once, { x: second }), `const x = ${JSON.stringify(second)}; // why`);
      }),
    );
  });

  it("does not take a longer name for a shorter one", () => {
    assert.equal(set("const rank2 = 1;\nconst rank = 2;", { rank: 3 }), "const rank2 = 1;\nconst rank = 3;");
  });

  it("refuses a name that the cell does not declare with a literal, rather than run small in silence", () => {
    assert.throws(() => set("const rank = 1;", { seed: 1 }), {
      name: "DataError",
      message: /declare "const seed = <literal>;"/,
    });
    assert.throws(() => set("const rank = other + 1;", { rank: 1 }), { name: "DataError" });
  });

  it("refuses values where no cell is tagged, and leaves the notebook alone without values", () => {
    const bare = fromPercent("// %%\nconst x = 1;");
    assert.throws(() => withParameters(bare, { x: 1 }), /no cell is tagged "parameters", so x cannot be set/);
    assert.equal(withParameters(bare, {}), bare);
  });
});
