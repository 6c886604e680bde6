import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleContent, readBundle, writeBundle } from "cartwright/bundle";
import { DataError, ValueError } from "cartwright/contracts";
import { compareVersions, loadRecommender, Registry, RegistryFollower, saveRecommender } from "cartwright/serving";
import { plainScorer, toyRecommender } from "./toy-recommender";
import { numberedContent } from "./registry-writer.cjs";

const ROUNDS = process.env.CARTWRIGHT_TEST_ALL === "1" ? 200 : 10;

describe("Registry", () => {
  let folder = "";
  let registry: Registry;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    registry = new Registry(join(folder, "models"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const bundle = async (number: number): Promise<string> => {
    const dir = join(folder, `bundle-${number}`);
    await writeBundle(dir, numberedContent(number));
    return dir;
  };
  const fill = async (count: number): Promise<void> => {
    for (let number = 1; number <= count; number++) await registry.add(await bundle(number));
  };
  const stages = async (): Promise<string> =>
    (await registry.list()).map(({ version, stage }) => `${version} ${stage}`).join(", ");

  it("keeps what is added under ascending numbers, as candidates, whole and unchanged", async () => {
    assert.deepEqual(await registry.list(), []);
    assert.equal(await registry.live(), undefined);
    await fill(2);
    const added = await registry.add(await bundle(3), { note: "with more factors" });
    assert.deepEqual([added.version, added.stage, added.note], [3, "candidate", "with more factors"]);
    assert.equal(await stages(), "1 candidate, 2 candidate, 3 candidate");
    const original = await readBundle(join(folder, "bundle-3"));
    assert.equal((await readBundle(added.dir)).fingerprint, original.fingerprint);
    assert.equal(requireOneNumber(await readBundle(added.dir)), 3);
  });

  it("has one live version: promoting archives the one before, rolling back goes back step by step", async () => {
    await fill(3);
    await registry.promote(1);
    await registry.promote(3);
    assert.equal(await stages(), "1 archived, 2 candidate, 3 live");
    await registry.promote(2);
    assert.equal(await stages(), "1 archived, 2 live, 3 archived");
    assert.equal((await registry.rollBack()).version, 3);
    assert.equal(await stages(), "1 archived, 2 archived, 3 live");
    assert.equal((await registry.rollBack()).version, 1);
    await assert.rejects(registry.rollBack(), /no version was live before/);
    assert.equal(await stages(), "1 live, 2 archived, 3 archived");
    assert.equal((await registry.promote(1)).stage, "live");
  });

  it("knows what a version was measured against", async () => {
    await fill(1);
    await registry.promote(1);
    const added = await registry.add(await bundle(2));
    assert.equal(added.parent, 1);
  });

  it("prunes old versions, never the live one, the one before it, or a number twice", async () => {
    await fill(6);
    await registry.promote(2);
    await registry.promote(1);
    assert.deepEqual(await registry.prune(1), [3, 4, 5]);
    assert.equal(await stages(), "1 live, 2 archived, 6 candidate");
    await assert.rejects(registry.promote(3), ValueError);
    await registry.rollBack();
    await registry.promote(6);
    assert.deepEqual(await registry.prune(1), [1]);
    assert.equal((await registry.add(await bundle(7))).version, 7);
    await assert.rejects(registry.prune(0), ValueError);
  });

  it("archives a candidate, and not what customers get", async () => {
    await fill(2);
    await registry.promote(1);
    assert.equal((await registry.archive(2)).stage, "archived");
    await assert.rejects(registry.archive(1), /version 1 is live/);
  });

  it("refuses damaged bundles at the door and at promotion, and nothing changes", async () => {
    await fill(2);
    await registry.promote(1);
    const broken = await bundle(3);
    writeFileSync(join(broken, "users.txt"), "somebody else\n");
    await assert.rejects(registry.add(broken), DataError);
    const { dir } = await registry.version(2);
    writeFileSync(join(dir, "users.txt"), "somebody else\n");
    await assert.rejects(registry.promote(2), /users\.txt is damaged/);
    assert.equal(await stages(), "1 live, 2 candidate");
    assert.deepEqual(
      readdirSync(join(folder, "models", "versions")).sort(),
      ["1", "2"],
      "a refused bundle leaves nothing behind",
    );
  });

  it("says which versions there are when one is asked for that is not", async () => {
    await fill(2);
    await assert.rejects(registry.promote(9), /has no version 9; there are 1, 2/);
    await assert.rejects(new Registry(join(folder, "empty")).promote(1), /there are none/);
  });

  it("gives every writer a number of its own and loses no decision when many work at once", async () => {
    const dirs = await Promise.all([1, 2, 3, 4, 5, 6].map(bundle));
    const added = await Promise.all(dirs.map((dir) => new Registry(registry.dir).add(dir)));
    assert.deepEqual(added.map(({ version }) => version).sort(), [1, 2, 3, 4, 5, 6]);
    await Promise.all(added.map(({ version }) => new Registry(registry.dir).promote(version)));
    const all = (await registry.list()).map(({ stage }) => stage).sort();
    // Whoever was last is live; every other was live once, so it is archived.
    assert.deepEqual(all, ["archived", "archived", "archived", "archived", "archived", "live"]);
  });

  it("takes two writers killed at any moment: what was acknowledged stays, and one live version is readable", async function () {
    this.timeout(ROUNDS * 30_000);
    const acknowledged = new Map<number, number>();
    const removed = new Set<number>();
    let decisions = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const words = await killedWriters(registry.dir, folder, (round * 37) % 260);
      for (const [what, version, number] of words) {
        if (what === "added") acknowledged.set(Number(version), Number(number));
        if (what === "removed") removed.add(Number(version));
      }
      const { versions, latest } = await look(registry);
      assert.ok(latest >= decisions);
      decisions = latest;
      if (latest === 0) continue;
      const live = versions.filter(({ stage }) => stage === "live");
      assert.equal(live.length, 1);
      requireOneNumber(await readBundle(live[0]!.dir));
      const state = newestState(registry.dir);
      for (const gone of state.removed) removed.add(gone);
      const present = new Map(versions.map(({ version, dir }) => [version, dir]));
      for (const [version, number] of acknowledged) {
        assert.ok(present.has(version) || removed.has(version), `version ${version} is lost`);
        if (present.has(version)) assert.equal(requireOneNumber(await readBundle(present.get(version)!)), number);
      }
    }
    assert.ok(acknowledged.size > 0, "no writer got as far as adding anything");
    assert.equal((await registry.add(await bundle(-1))).stage, "candidate");
  });
});

describe("RegistryFollower", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cartwright-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const version = async (eighth: number): Promise<string> => {
    const dir = join(folder, `model-${eighth}`);
    const model: BundleContent = { kind: "toy", settings: { eighth }, tensors: {} };
    await saveRecommender(dir, toyRecommender({ scorer: plainScorer }), { model });
    return dir;
  };
  const follower = (registry: Registry, served: number[], failures: string[]): RegistryFollower =>
    new RegistryFollower(registry, {
      loaders: { toy: () => plainScorer },
      onLive: (_, number) => served.push(number),
      onFailure: ({ message }) => failures.push(message),
      everyMs: 5,
    });

  it("puts into service what is live, whoever promotes it, and keeps the old model when the new one is damaged", async () => {
    const registry = new Registry(join(folder, "models"));
    const [served, failures]: [number[], string[]] = [[], []];
    const following = follower(registry, served, failures);
    for (const eighth of [1, 2, 3]) await registry.add(await version(eighth));
    await assert.rejects(following.start(), /no version is live/);
    await registry.promote(1);
    await following.start();
    try {
      assert.deepEqual(served, [1]);
      await new Registry(registry.dir).promote(2);
      while (served.length < 2) await new Promise((done) => setTimeout(done, 5));
      await registry.promote(3);
      const { dir } = await registry.version(3);
      await following.refresh();
      assert.deepEqual(served, [1, 2, 3]);
      await registry.rollBack();
      await following.refresh();
      assert.equal(following.version, 2);

      writeFileSync(join(dir, "users.txt"), "somebody else\n");
      await assert.rejects(following.prepare(3), /users\.txt is damaged/);
      writeFileSync(join((await registry.version(1)).dir, "manifest.json"), "{");
      await registry.rollBack().catch(() => undefined);
      await following.refresh();
      assert.equal(following.version, 2);
    } finally {
      following.close();
    }
  });

  it("has a prepared version in service at once", async () => {
    const registry = new Registry(join(folder, "models"));
    const [served, failures]: [number[], string[]] = [[], []];
    const following = follower(registry, served, failures);
    for (const eighth of [1, 2]) await registry.add(await version(eighth));
    await registry.promote(1);
    await following.start();
    await following.prepare(2);
    await registry.promote(2);
    rmSync(join((await registry.version(2)).dir, "model.safetensors"));
    await following.refresh();
    following.close();
    assert.deepEqual([served, failures], [[1, 2], []]);
  });
});

describe("compareVersions", () => {
  it("counts users whose list changes, and the share of items that do", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    try {
      const load = async (name: string, scorer: typeof plainScorer, more: object): Promise<string> => {
        const model: BundleContent = { kind: name, settings: {}, tensors: {}, metrics: { "ndcg@10": 0.5 }, ...more };
        await saveRecommender(join(folder, name), toyRecommender({ scorer }), { model });
        return join(folder, name);
      };
      const turned = {
        ...plainScorer,
        scoreInto: (_: number, scores: Float32Array) => scores.forEach((_, item) => (scores[item] = -item)),
      };
      const loaders = { one: () => plainScorer, two: () => turned };
      const one = await loadRecommender(await load("one", plainScorer, { protocolHash: "p" }), loaders);
      const two = await loadRecommender(await load("two", turned, { protocolHash: "q" }), loaders);
      // Lists of one: ann jam/pot, 客户 jam/tea, ben cup/tea; every list changes altogether.
      const short = compareVersions(one, two, { k: 1 });
      assert.deepEqual([short.users, short.changedUsers, short.changedItems], [3, 3, 1]);
      // Lists of two hold ann's and ben's only two items, in another order; 客户 has jam, pot against tea, pot.
      const longer = compareVersions(one, two, { k: 2 });
      assert.deepEqual([longer.changedUsers, longer.changedItems], [3, 0.5 / 3]);
      assert.equal(longer.sameProtocol, false);
      assert.deepEqual(compareVersions(one, one).changedUsers, 0);
      assert.deepEqual(compareVersions(one, one).sameProtocol, true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Every part of the bundle must tell the same number; gives that number. */
function requireOneNumber({ settings, tensors, ids }: BundleContent): number {
  const number = settings["number"] as number;
  assert.ok(tensors["number"]!.data.every((value) => value === number));
  assert.ok(ids!["users"]!.every((id) => id.endsWith(`-${number}`)));
  return number;
}

async function look(registry: Registry): Promise<{ versions: Awaited<ReturnType<Registry["list"]>>; latest: number }> {
  return { versions: await registry.list(), latest: await registry.decisions() };
}

/** The latest decision, read past the class under test. */
function newestState(dir: string): { removed: number[] } {
  const states = join(dir, "states");
  if (!existsSync(states)) return { removed: [] };
  const newest = readdirSync(states)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .at(-1);
  return newest === undefined
    ? { removed: [] }
    : (JSON.parse(readFileSync(join(states, newest), "utf8")) as { removed: number[] });
}

/** Lets two children work on the registry and kills both `delay` ms after they have begun; gives what they said. */
async function killedWriters(dir: string, folder: string, delay: number): Promise<string[][]> {
  const said = [1, 2].map(async (which) => {
    const child = spawn(
      process.execPath,
      [join(__dirname, "registry-writer.cjs"), dir, join(folder, `scratch-${which}`)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += String(chunk)));
    await once(child.stdout, "data");
    await new Promise((done) => setTimeout(done, delay + 11 * which));
    child.kill("SIGKILL");
    await once(child, "close");
    // A line that the kill cut short was not said.
    return text
      .slice(0, text.lastIndexOf("\n") + 1)
      .trim()
      .split("\n")
      .map((line) => line.split(" "));
  });
  return (await Promise.all(said)).flat();
}
