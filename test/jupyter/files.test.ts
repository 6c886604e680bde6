import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KernelClient } from "cartwright/notebook";
import { run, startKernel } from "./kernel-session";

describe("a kernel in a folder outside the repository", () => {
  let folder: string;
  let kernel: KernelClient;

  /** Writes one version of a small library, as a build would. */
  function build(price: string, type: string): void {
    writeFileSync(
      path.join(folder, "library", "index.js"),
      `exports.__esModule = true;\nexports.price = () => ${price};\nexports.Shop = class Shop {};\n`,
    );
    const declarations = `/** What it costs. */\nexport declare function price(): ${type};\nexport declare class Shop {}\n`;
    writeFileSync(path.join(folder, "library", "index.d.ts"), declarations);
  }

  before(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "cartwright-kernel-test-")));
    mkdirSync(path.join(folder, "library"));
    mkdirSync(path.join(folder, "notebooks", "node_modules"), { recursive: true });
    writeFileSync(
      path.join(folder, "library", "package.json"),
      JSON.stringify({ name: "demo", exports: { ".": "./index.js" } }),
    );
    symlinkSync(path.join(folder, "library"), path.join(folder, "notebooks", "node_modules", "demo"), "junction");
    build("1", "number");
    kernel = await startKernel(path.join(folder, "notebooks"));
  });
  after(async () => {
    await kernel.shutdown();
    rmSync(folder, { recursive: true, force: true });
  });

  it("imports the repository's packages, with types", async () => {
    const { value, reply } = await run(
      kernel,
      'import { topK } from "cartwright/ranking";\ntopK(Float32Array.of(1, 3), 1).items[0]',
    );
    assert.equal(reply.status, "ok", reply.evalue);
    assert.equal(value, "1");
    assert.match(
      (await run(kernel, "topK('x', 1)")).reply.evalue!,
      /not assignable to parameter of type 'Float32Array'/,
    );
  });

  it("takes up changed library code and types without a restart, in names imported before", async () => {
    await run(kernel, 'import { price, Shop } from "demo";\nimport * as demo from "demo";\nconst cost = price;');
    assert.equal((await run(kernel, "price() * 2")).value, "2");
    build("'two'", "string");
    const { value, text, reply } = await run(kernel, "price().toUpperCase()");
    assert.equal(reply.status, "ok", reply.evalue);
    assert.equal(value, "TWO");
    assert.match(text("stdout"), /^\[kernel\] library files have changed/);
    assert.equal((await run(kernel, "demo.price()")).value, "two");
    assert.equal((await run(kernel, "new Shop() instanceof demo.Shop")).value, "true");
    assert.match((await run(kernel, "price() * 2")).reply.evalue!, /left-hand side of an arithmetic operation/);
  });

  it("finds a package that was installed after a failed import", async () => {
    const code = 'import { late } from "late";\nlate';
    assert.match((await run(kernel, code)).reply.evalue!, /^1:22 - Cannot find module 'late'/);
    const late = path.join(folder, "notebooks", "node_modules", "late");
    mkdirSync(late);
    writeFileSync(path.join(late, "index.js"), "exports.late = 5;\n");
    writeFileSync(path.join(late, "index.d.ts"), "export declare const late: number;\n");
    assert.equal((await run(kernel, code)).value, "5");
  });

  it("imports packages that are ES modules only, without a word on stderr", async () => {
    const modern = path.join(folder, "notebooks", "node_modules", "modern");
    mkdirSync(modern);
    const manifest = { name: "modern", type: "module", exports: { "./room": "./room.js" } };
    writeFileSync(path.join(modern, "package.json"), JSON.stringify(manifest));
    writeFileSync(path.join(modern, "room.js"), "export const modern = 7;\n");
    writeFileSync(path.join(modern, "room.d.ts"), "export declare const modern: number;\n");
    const { value, text, reply } = await run(kernel, 'import { modern } from "modern/room";\nmodern');
    assert.equal(value, "7", reply.evalue);
    assert.equal(text("stderr"), "");
  });

  it("compiles the notebook's own TypeScript files, and again when they change", async () => {
    const helper = path.join(folder, "notebooks", "helper.ts");
    writeFileSync(helper, "export const twice = (x: number): number => 2 * x;\n");
    assert.equal((await run(kernel, 'import { twice } from "./helper";\ntwice(4)')).value, "8");
    writeFileSync(helper, "export const twice = (x: number): string => `${x}${x}`;\n");
    assert.equal((await run(kernel, 'import { twice } from "./helper";\ntwice(4).length')).value, "2");
  });
});
