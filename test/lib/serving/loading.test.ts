import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { freePort } from "./redis-server";

const ROOT = join(__dirname, "../../..");
const FRAMEWORK = ["fastify", "@fastify/swagger", "@fastify/swagger-ui", "prom-client", "@sinclair/typebox"];
const REDIS = "@redis/client";

/** Runs a program that ends by printing the packages that it loaded. */
function packagesLoadedBy(program: string): Set<string> {
  const tell = `
    const names = Object.keys(require.cache).flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(file)?.[1] ?? []);
    console.log(JSON.stringify([...new Set(names)]));`;
  const text = execFileSync(process.execPath, ["-e", `(async () => {${program}\n${tell}})()`], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return new Set(JSON.parse(text) as string[]);
}

describe("loading cartwright/serving", () => {
  it("loads neither the framework nor the client of Redis: who asks a model need not wait for a server", () => {
    const loaded = packagesLoadedBy(`require("cartwright/serving")`);
    for (const name of [...FRAMEWORK, REDIS]) assert.ok(!loaded.has(name), name);
  });

  it("a server loads the framework, and the client of Redis only when it is given an address", async () => {
    const start = (options: object): string =>
      `const server = await require("cartwright/serving").startServer(${JSON.stringify(options)}); await server.close();`;
    const plain = packagesLoadedBy(start({}));
    for (const name of FRAMEWORK) assert.ok(plain.has(name), name);
    assert.ok(!plain.has(REDIS));
    assert.ok(packagesLoadedBy(start({ redis: `redis://127.0.0.1:${await freePort()}` })).has(REDIS));
  });

  it("commands load it without the table engine: recommend reads no table", () => {
    const loaded = packagesLoadedBy(`require("./lib/dist/cli/commands/recommend.js")`);
    for (const name of [...FRAMEWORK, REDIS, "@duckdb/node-api"]) assert.ok(!loaded.has(name), name);
  });
});
