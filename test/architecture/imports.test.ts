import assert from "node:assert/strict";
import path from "node:path";
import { closureOf, importedPackages, importedRooms, MAY_IMPORT, namesIn, packageOf, readRooms } from "./rooms";

const rooms = readRooms();

describe("imports point one way", () => {
  it("every room has its place on a floor", () => {
    assert.ok(rooms.size > 0);
    const homeless = [...rooms.keys()].filter((name) => !MAY_IMPORT.has(name));
    assert.deepEqual(homeless, [], "give these rooms a floor in test/architecture/rooms.ts");
  });

  for (const room of rooms.values()) {
    it(`${room.name} imports only rooms above it, and only through their index`, () => {
      const wrong: string[] = [];
      for (const { file, specifier } of room.imports) {
        if (/^cartwright(\/|$)/.test(specifier)) wrong.push(`${file}: "${specifier}" (inside lib, import "../room")`);
        if (!specifier.startsWith(".")) continue;
        const target = path.posix.join(path.posix.dirname(file), specifier);
        const [name, ...rest] = target.split("/");
        if (name === room.name) {
          if (rest.length === 0 || rest.join("/") === "index") wrong.push(`${file}: its own index`);
        } else if (target.startsWith("..")) {
          wrong.push(`${file}: "${specifier}" leaves lib`);
        } else if (rest.length > 0) {
          wrong.push(`${file}: "${specifier}" reaches into ${name}; import "../${name}"`);
        } else if (!MAY_IMPORT.get(room.name)?.has(name!)) {
          wrong.push(`${file}: ${room.name} may not import ${name}`);
        }
      }
      assert.deepEqual(wrong, []);
    });

    it(`${room.name} has no circle of files that load each other`, () => {
      const graph = new Map(room.files.map((file) => [file, [] as string[]]));
      for (const { file, specifier, typeOnly } of room.imports) {
        if (typeOnly || !specifier.startsWith(".")) continue;
        const target = path.posix.join(path.posix.dirname(file), specifier);
        for (const candidate of [`${target}.ts`, `${target}/index.ts`])
          if (graph.has(candidate)) graph.get(file)!.push(candidate);
      }
      assert.equal(findCircle(graph)?.join(" -> "), undefined);
    });

    it(`${room.name} says in its first lines what must be copied and installed with it`, () => {
      const rule = "the first lines of index.ts disagree with the imports";
      const needs = namesIn(room.header[0], "Needs");
      const closure = closureOf(room.name, rooms);
      assert.deepEqual(needs.slice().sort(), [...closure].sort(), rule);

      const declared = namesIn(room.header[1], "Packages");
      const together = [room, ...[...closure].map((name) => rooms.get(name)!)];
      const imported = new Set(together.flatMap((one) => [...importedPackages(one)]));
      const named = new Set(together.flatMap((one) => [...one.strings].map(packageOf)));
      const missing = [...imported].filter((name) => !declared.includes(name));
      const unused = declared.filter((name) => !named.has(name));
      assert.deepEqual({ missing, unused }, { missing: [], unused: [] }, rule);
    });
  }

  it("no rooms import each other in a circle", () => {
    const graph = new Map([...rooms.values()].map((room) => [room.name, [...importedRooms(room)]]));
    assert.equal(findCircle(graph)?.join(" -> "), undefined);
  });
});

describe("the search for circles", () => {
  it("finds one, and finds none where there is none", () => {
    assert.deepEqual(
      findCircle(
        new Map([
          ["a", ["b"]],
          ["b", ["c"]],
          ["c", ["b"]],
        ]),
      ),
      ["b", "c", "b"],
    );
    assert.equal(
      findCircle(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["c"]],
          ["c", []],
        ]),
      ),
      undefined,
    );
  });
});

/** A path that ends where it began, or undefined. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    path.pop();
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
