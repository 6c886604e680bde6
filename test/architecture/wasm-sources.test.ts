import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { LIB } from "./rooms";

const ENDING = "-kernel.as";
const sources = fs
  .readdirSync(LIB, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(ENDING) && !file.includes("node_modules"));

describe("WebAssembly modules", () => {
  it("have their sources in lib", () => assert.ok(sources.length >= 2));

  for (const source of sources) {
    it(`embed what ${source} says now`, () => {
      const fingerprint = createHash("sha256")
        .update(fs.readFileSync(path.join(LIB, source)))
        .digest("hex");
      const embedded = path.join(LIB, source.replace(ENDING, "-wasm.ts"));
      assert.ok(
        fs.readFileSync(embedded, "utf8").includes(fingerprint),
        `${source} changed: run node scripts/build-wasm.mjs`,
      );
    });
  }
});
