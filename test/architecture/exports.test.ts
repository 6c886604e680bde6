import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const lib = path.join(__dirname, "..", "..", "lib");

/**
 * One entry a room, not the pattern "./*": from a pattern the kernel's compiler cannot find its way back from a type to the
 * name of its room, so a cell whose value has a type of another cell's room fails with TS2742.
 */
describe("the exports of the package", () => {
  it("name each room once, with its types and its code", () => {
    const { exports } = JSON.parse(fs.readFileSync(path.join(lib, "package.json"), "utf8")) as { exports: object };
    const rooms = fs.readdirSync(lib).filter((name) => fs.existsSync(path.join(lib, name, "index.ts")));
    const entries = rooms.map((room): [string, unknown] => [
      `./${room}`,
      { types: `./dist/${room}/index.d.ts`, default: `./dist/${room}/index.js` },
    ]);
    assert.deepEqual(exports, { "./package.json": "./package.json", ...Object.fromEntries(entries) });
  });
});
