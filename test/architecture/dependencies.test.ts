import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { LIB, namesIn, readRooms, ROOT } from "./rooms";

interface LockFile {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean }>;
}

interface Manifest {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  exports: Record<string, unknown>;
}

const lock = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as LockFile;
const manifest = JSON.parse(fs.readFileSync(path.join(LIB, "package.json"), "utf8")) as Manifest;

/** Where a package stands in the lock file: once for each copy that npm would install. */
function copiesOf(name: string): string[] {
  return Object.keys(lock.packages).filter((place) => place.endsWith(`node_modules/${name}`));
}

describe("dependencies", () => {
  it("hold one tensor runtime, so that a tensor made anywhere fits everywhere", () => {
    for (const name of ["@tensorflow/tfjs", "@tensorflow/tfjs-core"]) {
      assert.equal(copiesOf(name).length, 1, `${name}: ${copiesOf(name).join(", ")}`);
    }
    // danfojs asks for tfjs-node by name; an override answers with the pure JavaScript package of the same interface.
    for (const place of copiesOf("@tensorflow/tfjs-node")) assert.match(place, /danfojs|^node_modules/);
  });

  it("are locked by version and checksum, without any address to download from", () => {
    const addressed = Object.entries(lock.packages).filter(([, entry]) => /^[a-z+]+:/.test(entry.resolved ?? ""));
    assert.deepEqual(
      addressed.map(([place]) => place),
      [],
    );
    const unchecked = Object.entries(lock.packages).filter(
      ([place, entry]) => place.includes("node_modules/") && entry.link !== true && entry.integrity === undefined,
    );
    assert.deepEqual(
      unchecked.map(([place]) => place),
      [],
    );
  });

  it("of the rooms are those of the package: none is missing, none is for nothing", () => {
    const used = new Set([...readRooms().values()].flatMap((room) => namesIn(room.header[1], "Packages")));
    const listed = { ...manifest.dependencies, ...manifest.peerDependencies };
    assert.deepEqual(
      [...used].filter((name) => !(name in listed)),
      [],
      "named by a room, absent from lib/package.json",
    );
    assert.deepEqual(
      Object.keys(manifest.dependencies).filter((name) => !used.has(name)),
      [],
      "in lib/package.json, named by no room",
    );
  });
});
