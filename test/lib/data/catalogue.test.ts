import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { catalogue, findDataset, getDataset, readTable, rowsSha256 } from "cartwright/data";

const repository = path.resolve(__dirname, "../../..");
const mirror = process.env["CARTWRIGHT_DATA"];

describe("the catalogue", () => {
  it("is the same in datasets/ and in the library, and the cards follow from it", () => {
    const { datasets } = JSON.parse(readFileSync(path.join(repository, "datasets/catalogue.json"), "utf8")) as {
      datasets: unknown;
    };
    assert.deepEqual(catalogue(), datasets);
    const before = catalogue().map(({ name }) =>
      readFileSync(path.join(repository, "datasets", name, "README.md"), "utf8"),
    );
    execFileSync(process.execPath, [path.join(repository, "datasets/update.mjs")]);
    const after = catalogue().map(({ name }) =>
      readFileSync(path.join(repository, "datasets", name, "README.md"), "utf8"),
    );
    assert.deepEqual(after, before);
  });

  it("says of every set where it comes from, under which licence, and what each file is", () => {
    assert.equal(catalogue().length, 11);
    for (const entry of catalogue()) {
      for (const text of [entry.title, entry.about, entry.licence, entry.citation])
        assert.ok(text.length > 2, entry.name);
      assert.match(entry.origin, /^https:/);
      assert.ok(entry.preparation.length > 0 && entry.defects.length > 0 && entry.files.length > 0);
      for (const file of entry.files) {
        assert.match(file.sha256, /^[0-9a-f]{64}$/);
        assert.ok(file.bytes > 0 && file.columns.length > 0);
        if (entry.originals.length > 0)
          assert.match(file.rowsSha256 ?? "", /^[0-9a-f]{64}$/, `${entry.name}/${file.name}`);
      }
    }
  });
});

describe("findDataset and getDataset", () => {
  let folder: string;
  let server: Server | undefined;
  const saved = { ...process.env };
  const restore = (name: string): void => {
    if (saved[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = saved[name];
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cartwright-sets-"));
    process.env["CARTWRIGHT_CACHE"] = path.join(folder, "cache");
    delete process.env["CARTWRIGHT_DATA"];
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    restore("CARTWRIGHT_CACHE");
    restore("CARTWRIGHT_DATA");
    rmSync(folder, { recursive: true, force: true });
  });

  it("know every set by name, and list the names when they do not", async () => {
    assert.throws(() => findDataset("nonsense"), /no data set is called "nonsense"; there are online-retail, /);
    await assert.rejects(getDataset("nonsense"), /no data set is called/);
  });

  it("find nothing where nothing is, and never fetch to find", () => {
    assert.equal(findDataset("online-retail"), undefined);
    assert.equal(findDataset("online-retail", { root: path.join(folder, "nowhere") }), undefined);
  });

  it("refuse a file of the mirror that is not what the catalogue says", () => {
    mkdirSync(path.join(folder, "online-retail"), { recursive: true });
    writeFileSync(path.join(folder, "online-retail", "transactions.csv.gz"), "something else");
    assert.throws(() => findDataset("online-retail", { root: folder }), /transactions.csv.gz is damaged: sha256/);
  });

  it("say what to do for a set that cannot be made from its original", () =>
    assert.rejects(getDataset("grocery-store"), /let CARTWRIGHT_DATA name a mirror/));

  describe("with a mirror", () => {
    before(function () {
      if (!mirror || !existsSync(path.join(mirror, "intent-banking77"))) this.skip();
    });

    it("find all sets there, each file right by its checksum", () => {
      for (const { name, files } of catalogue()) {
        const found = findDataset(name, { root: mirror! });
        assert.equal(found?.origin, "mirror", name);
        assert.deepEqual(
          Object.keys(found?.files ?? {}),
          files.map((file) => file.name),
        );
      }
    });

    it("have the rows that the catalogue says", async () => {
      const { files } = findDataset("intent-banking77", { root: mirror! })!;
      for (const { name, rows, rowsSha256: expected } of catalogue().find((entry) => entry.name === "intent-banking77")!
        .files) {
        assert.equal((await readTable(files[name]!)).rows, rows);
        assert.equal(await rowsSha256(files[name]!), expected);
      }
    });

    it("fetch from a mirror that is an address, and find the set in the cache afterwards", async () => {
      server = createServer((request, response) => response.end(readFileSync(path.join(mirror!, request.url!))));
      await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
      process.env["CARTWRIGHT_DATA"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const got = await getDataset("intent-banking77");
      assert.equal(got.origin, "cache");
      assert.ok(got.files["train.csv.gz"]?.startsWith(process.env["CARTWRIGHT_CACHE"]!));
      server.closeAllConnections();
      server.close();
      assert.deepEqual(await getDataset("intent-banking77"), got);
      assert.deepEqual(findDataset("intent-banking77"), got);
      writeFileSync(got.files["train.csv.gz"]!, "damaged");
      assert.throws(() => findDataset("intent-banking77"), /delete its folder and fetch it again/);
    });

    it("reads the 431,673 rows of online-retail with the types a person would give them", async () => {
      const { files } = findDataset("online-retail", { root: mirror! })!;
      const table = await readTable(files["transactions.csv.gz"]!);
      assert.deepEqual([table.rows, table.badRowCount], [431_673, 0]);
      assert.deepEqual(
        table.columns.map(({ kind }) => kind),
        ["string", "string", "string", "number", "time", "number", "number", "string"],
      );
      const customers = table.columns[6]!;
      // "about 25 % of rows" have no customer.
      assert.equal(customers.missing, 108_103);
    });
  });
});
