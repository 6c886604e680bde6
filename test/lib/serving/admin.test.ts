import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValueError } from "cartwright/contracts";
import { Registry, type RunningServer, saveRecommender, type ServerOptions, startServer } from "cartwright/serving";
import { plainScorer, toyRecommender, USERS } from "./toy-recommender";

const KEY = "a key of more than sixteen characters";

describe("the admin routes", () => {
  let folder = "";
  let registry: Registry;
  let server: RunningServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    registry = new Registry(join(folder, "models"));
    for (const factor of [1, 2, 3]) await registry.add(await bundle(factor));
    await registry.promote(1);
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** A model whose scores are those of plainScorer, `factor` times as large: an answer tells which one gave it. */
  const bundle = async (factor: number): Promise<string> => {
    const dir = join(folder, `model-${factor}`);
    const model = { kind: "toy", settings: { factor }, tensors: {} };
    await saveRecommender(dir, toyRecommender({ scorer: plainScorer }), { model });
    return dir;
  };
  const start = async (options: ServerOptions = {}): Promise<void> => {
    const toy = ({ settings }: { settings: Readonly<Record<string, unknown>> }): typeof plainScorer => ({
      ...plainScorer,
      scoreInto: (user, scores) =>
        scores.forEach((_, item) => (scores[item] = (Number(settings["factor"]) * ((user + 1) * (item + 1))) / 8)),
    });
    server = await startServer({
      registry: { dir: registry.dir, loaders: { toy }, everyMs: 10 },
      adminKey: KEY,
      ...options,
    });
    await server.loaded;
  };
  interface Answer {
    status: number;
    body: Record<string, never> & { error: { code: string; message: string } };
  }
  const ask = async (path: string, body?: object, key: string | undefined = KEY): Promise<Answer> => {
    const response = await fetch(server.address + path, {
      method: body === undefined && path === "/admin/models" ? "GET" : "POST",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "x-admin-key": key }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  };
  const serving = async (): Promise<string> => (await ask("/recommend", { user: "ann" })).body["model"]!;
  const nameOf = async (version: number): Promise<string> =>
    `toy@${(await registry.version(version)).fingerprint.slice(0, 8)}`;

  it("load, promote and roll back versions of the registry, in service as soon as the answer is there", async () => {
    await start();
    assert.equal(await serving(), await nameOf(1));
    const loaded = await ask("/admin/load", { version: 3 });
    assert.equal(loaded.status, 200, JSON.stringify(loaded.body));
    assert.deepEqual([loaded.body["version"], loaded.body["inService"]], [3, false]);
    assert.equal(await serving(), await nameOf(1));
    const promoted = await ask("/admin/promote", { version: 3 });
    assert.deepEqual([promoted.body["stage"], promoted.body["inService"]], ["live", true]);
    assert.equal(await serving(), await nameOf(3));
    await ask("/admin/promote", { version: 2 });
    const back = await ask("/admin/rollback");
    assert.deepEqual([back.status, back.body["version"]], [200, 3]);
    assert.equal(await serving(), await nameOf(3));
    const { versions } = (await ask("/admin/models")).body as unknown as { versions: { stage: string }[] };
    assert.deepEqual(
      versions.map(({ stage }) => stage),
      ["archived", "archived", "live"],
    );
  });

  it("are closed to whoever has no key or another, whatever its length, and unknown where there is no key", async () => {
    await start();
    for (const key of ["", "wrong", KEY.slice(0, -1), `${KEY}x`, KEY.toUpperCase(), "x".repeat(5000)]) {
      for (const path of ["/admin/promote", "/admin/load", "/admin/rollback"]) {
        const { status, body } = await ask(path, path.endsWith("k") ? undefined : { version: 2 }, key);
        assert.deepEqual([status, body.error.code], [401, "unauthorized"], `${path} with ${key.slice(0, 40)}`);
      }
    }
    assert.equal((await ask("/admin/models", undefined, "")).status, 401);
    assert.equal(await serving(), await nameOf(1));
    await server.close();
    await start({ adminKey: undefined });
    assert.deepEqual((await ask("/admin/promote", { version: 2 })).body.error.code, "unknown_route");
    await assert.rejects(startServer({ adminKey: "short" }), ValueError);
  });

  it("take numbers of versions, and nothing that could be a path", async () => {
    await start();
    for (const version of ["../1", "1", 0, -1, 1.5, 1e12, null, ["1"], { $ne: 1 }, "..\\..\\etc"]) {
      const { status, body } = await ask("/admin/load", { version });
      assert.deepEqual([status, body.error.code], [400, "invalid_body"], JSON.stringify(version));
    }
    const missing = await ask("/admin/promote", { version: 77 });
    assert.deepEqual([missing.status, missing.body.error.code], [409, "refused"]);
    assert.match(missing.body.error.message, /has no version 77/);
  });

  it("refuse a damaged version and one of a newer library, and the old model stays", async () => {
    await start();
    writeFileSync(join((await registry.version(2)).dir, "users.txt"), "somebody else\n");
    for (const path of ["/admin/load", "/admin/promote"]) {
      const { status, body } = await ask(path, { version: 2 });
      assert.equal(status, 409);
      assert.match(body.error.message, /users\.txt is damaged/);
    }
    writeFileSync(join((await registry.version(3)).dir, "manifest.json"), JSON.stringify({ format: 99 }));
    const newer = await ask("/admin/promote", { version: 3 });
    assert.equal(newer.status, 409);
    assert.match(newer.body.error.message, /written by a newer version/);
    assert.equal(await serving(), await nameOf(1));
  });

  it("a live version that is damaged on disk stays in service, and /ready says why a next one is not", async () => {
    await start();
    await registry.promote(2);
    while ((await serving()) !== (await nameOf(2))) await new Promise((done) => setTimeout(done, 5));
    writeFileSync(join((await registry.version(2)).dir, "users.txt"), "somebody else\n");
    assert.equal(await serving(), await nameOf(2));
    // Somebody damages version 3 in the moment between the decision and its loading.
    const { dir } = await registry.version(3);
    await registry.promote(3);
    rmSync(join(dir, "model.safetensors"));
    const ready = async (): Promise<{ model: string; modelFailure?: string }> =>
      (await (await fetch(`${server.address}/ready`)).json()) as { model: string; modelFailure?: string };
    while ((await serving()) === (await nameOf(2)) && (await ready()).modelFailure === undefined) {
      await new Promise((done) => setTimeout(done, 5));
    }
    const { model, modelFailure } = await ready();
    // Either the follower was quicker than the damage, or it kept the old model and says so.
    if (model === (await nameOf(2))) assert.match(modelFailure!, /model\.safetensors is missing/);
    else assert.equal(modelFailure, undefined);
  });

  it("lose no answer and mix none while models are put into service under load", async () => {
    await start({ cacheSize: 100 });
    const factors = new Map<string, number>();
    for (const version of [1, 2, 3]) factors.set(await nameOf(version), version);
    let asking = true;
    let answers = 0;
    const seen = new Set<string>();
    const askers = Array.from({ length: 6 }, async (_, n) => {
      while (asking) {
        const user = USERS[(n + answers) % USERS.length]!;
        const { status, body } = await ask("/recommend", { user, k: 2 });
        assert.equal(status, 200);
        const factor = factors.get(body["model"]!)!;
        seen.add(body["model"]!);
        const expected = toyRecommender({ scorer: plainScorer }).recommend(user, 2).items;
        assert.deepEqual(
          (body["items"] as unknown as { item: string; score: number }[]).map(({ item, score }) => [
            item,
            score / factor,
          ]),
          expected.map(({ item, score }) => [item, score]),
        );
        answers++;
      }
    });
    const swaps = (async () => {
      for (let round = 0; round < 6; round++) {
        const { status } = await ask("/admin/promote", { version: (round % 3) + 1 });
        assert.equal(status, 200);
        const reached = answers + 5;
        while (answers < reached) await new Promise((done) => setTimeout(done, 2));
      }
    })();
    try {
      await Promise.race([swaps, Promise.all(askers)]);
    } finally {
      asking = false;
    }
    await Promise.all(askers);
    assert.equal(seen.size, 3);
  });
});
