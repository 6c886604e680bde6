import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  copyBundle,
  type Manifest,
  readBundle,
  readManifest,
  syncFolder,
  temporaryName,
  writeSynced,
} from "../../bundle";
import { requireInteger, ValueError } from "../../contracts";
import { type StageState, StageStates } from "./stage-states";

/** Where a version stands: on trial, given to customers, put aside. */
export type Stage = "candidate" | "live" | "archived";

/** One version of a registry. */
export interface RegisteredVersion {
  readonly version: number;
  readonly stage: Stage;
  /** Folder of its bundle. */
  readonly dir: string;
  /** When it was added, ISO 8601 in UTC. */
  readonly added: string;
  /** What the person said of it. */
  readonly note?: string;
  /** The version that was live when it was added; what it was measured against. */
  readonly parent?: number;
  readonly manifest: Manifest;
  readonly fingerprint: string;
}

interface Entry {
  readonly added: string;
  readonly note?: string;
  readonly parent?: number;
}

/** What killed writers left is cleared away when it is this old. */
const STALE_MS = 3_600_000;

/**
 * Versions of a model in one folder: `versions/<n>/` holds a bundle and `entry.json`, `states/` the decisions on what is
 * live. A version arrives by one rename and never changes; a decision is one link (`stage-states.ts`). So any
 * number of writers may work at once and any of them may be killed at any moment: what was acknowledged stays, and
 * whoever reads the live version finds it whole.
 */
export class Registry {
  private readonly versionsDir: string;
  private readonly states: StageStates;

  /** @param dir the registry's folder; made by the first {@link add} */
  constructor(readonly dir: string) {
    this.versionsDir = join(resolve(dir), "versions");
    this.states = new StageStates(join(resolve(dir), "states"));
  }

  /** Whether a folder is a registry. */
  static async isAt(dir: string): Promise<boolean> {
    const there = await stat(join(dir, "versions")).catch(() => undefined);
    return there?.isDirectory() === true;
  }

  /**
   * Copies a bundle in, as a candidate.
   *
   * @param bundle  its folder; every checksum is checked
   * @param options what to say of it
   * @returns its number: one more than the highest there ever was
   * @throws DataError when the bundle is damaged or too new
   */
  async add(bundle: string, options: { readonly note?: string } = {}): Promise<RegisteredVersion> {
    const { live } = await this.states.read();
    await mkdir(this.versionsDir, { recursive: true });
    const incoming = temporaryName(join(this.versionsDir, "incoming"));
    const entry: Entry = { added: new Date().toISOString(), note: options.note, parent: live };
    try {
      await mkdir(incoming);
      await copyBundle(bundle, join(incoming, "bundle"));
      await writeSynced(join(incoming, "entry.json"), JSON.stringify(entry, undefined, 2) + "\n");
      await syncFolder(incoming);
      const version = await this.claim(incoming);
      await syncFolder(this.versionsDir);
      return await this.version(version);
    } catch (error) {
      await rm(incoming, { recursive: true, force: true });
      throw error;
    }
  }

  /** All versions, oldest first. One whose files were damaged is listed too when its manifest can be read. */
  async list(): Promise<RegisteredVersion[]> {
    const state = await this.states.read();
    const numbers = await this.numbers(state);
    return Promise.all(numbers.map((number) => this.describe(number, state)));
  }

  /**
   * One version.
   *
   * @throws ValueError when there is none of that number
   */
  async version(version: number): Promise<RegisteredVersion> {
    const state = await this.states.read();
    await this.requireVersion(version, state);
    return this.describe(version, state);
  }

  /** The live version; undefined before the first was promoted. */
  async live(): Promise<RegisteredVersion | undefined> {
    const { live } = await this.states.read();
    return live === undefined ? undefined : this.version(live);
  }

  /** Number of the latest decision: changes whenever another version may be live. */
  decisions(): Promise<number> {
    return this.states.latest();
  }

  /**
   * Makes a version live; the one before is archived.
   *
   * @throws ValueError when there is none of that number; DataError when its bundle is damaged or too new
   */
  async promote(version: number): Promise<RegisteredVersion> {
    await this.requireVersion(version, await this.states.read());
    await readBundle(this.bundleOf(version));
    await this.states.change(async (state) => {
      await this.requireVersion(version, state);
      const { live, history, archived } = state;
      if (live === version) return {};
      const before = live === undefined ? [] : [live];
      return {
        live: version,
        history: [...history, ...before],
        archived: [...new Set([...archived, ...before])].filter((one) => one !== version),
      };
    });
    return this.version(version);
  }

  /**
   * Makes the version live that was live before; the present one is archived. Twice goes back by two.
   *
   * @throws ValueError when there is none before; DataError when its bundle is damaged
   */
  async rollBack(): Promise<RegisteredVersion> {
    const { live } = await this.states.change(async (state) => {
      const present = new Set(await this.numbers(state));
      const history = state.history.filter((one) => present.has(one));
      const before = history.at(-1);
      if (before === undefined)
        throw new ValueError(`${this.dir}: no version was live before, so there is no way back`);
      await readBundle(this.bundleOf(before));
      const archived = [...state.archived, ...(state.live === undefined ? [] : [state.live])];
      return { live: before, history: history.slice(0, -1), archived: archived.filter((one) => one !== before) };
    });
    return this.version(live!);
  }

  /**
   * Puts a version aside.
   *
   * @throws ValueError when there is none of that number, or it is live
   */
  async archive(version: number): Promise<RegisteredVersion> {
    await this.states.change(async (state) => {
      await this.requireVersion(version, state);
      if (state.live === version) throw new ValueError(`version ${version} is live; promote another first`);
      return { archived: [...new Set([...state.archived, version])] };
    });
    return this.version(version);
  }

  /**
   * Removes the bundles of old versions. The live one stays, the one before it, to roll back to, and the newest.
   *
   * @param keep how many of the newest stay
   * @returns the numbers that were removed
   */
  async prune(keep: number): Promise<number[]> {
    requireInteger("keep", keep, 1);
    let gone: number[] = [];
    // Decided first and deleted after: nobody can make a version live whose files are about to go.
    const { removed } = await this.states.change(async (state) => {
      const numbers = await this.numbers(state);
      const stay = new Set([...numbers.slice(-keep), state.live, state.history.at(-1)]);
      gone = numbers.filter((number) => !stay.has(number));
      const without = (list: readonly number[]): number[] => list.filter((number) => !gone.includes(number));
      return {
        removed: [...state.removed, ...gone],
        archived: without(state.archived),
        history: without(state.history),
      };
    });
    // What was said of them stays, and keeps their numbers from being given again.
    for (const number of removed) await rm(this.bundleOf(number), { recursive: true, force: true });
    await this.clearStale();
    return gone;
  }

  private bundleOf(version: number): string {
    return join(this.versionsDir, String(version), "bundle");
  }

  private async describe(version: number, { live, archived }: StageState): Promise<RegisteredVersion> {
    const dir = this.bundleOf(version);
    const entry = JSON.parse(await readFile(join(dir, "..", "entry.json"), "utf8")) as Entry;
    const stage = version === live ? "live" : archived.includes(version) ? "archived" : "candidate";
    return { version, stage, dir, ...entry, ...(await readManifest(dir)) };
  }

  private async numbers({ removed }: Pick<StageState, "removed">): Promise<number[]> {
    const names = await readdir(this.versionsDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [] as string[];
      throw error;
    });
    const there = names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
    return there.filter((number) => !removed.includes(number)).sort((a, b) => a - b);
  }

  private async requireVersion(version: number, state: StageState): Promise<void> {
    const numbers = await this.numbers(state);
    if (numbers.includes(version)) return;
    const there = numbers.length === 0 ? "none" : numbers.join(", ");
    throw new ValueError(`${this.dir} has no version ${version}; there are ${there}`);
  }

  /** Renames to the next number. A folder that is there and not empty cannot be renamed over: then the next is tried. */
  private async claim(incoming: string): Promise<number> {
    const taken = await this.numbers({ removed: [] });
    for (let version = Math.max(0, ...taken) + 1; ; version++) {
      try {
        await rename(incoming, join(this.versionsDir, String(version)));
        return version;
      } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(code) || !(await this.isTaken(version))) throw error;
      }
    }
  }

  private async isTaken(version: number): Promise<boolean> {
    return (await stat(join(this.versionsDir, String(version))).catch(() => undefined)) !== undefined;
  }

  /** Half-made things of writers that were killed. */
  private async clearStale(): Promise<void> {
    for (const dir of [this.versionsDir, this.states.dir]) {
      for (const name of (await readdir(dir)).filter((one) => one.includes(".tmp-"))) {
        const path = join(dir, name);
        const there = await stat(path).catch(() => undefined);
        const isOld = there !== undefined && Date.now() - there.mtimeMs > STALE_MS;
        if (isOld) await rm(path, { recursive: true, force: true });
      }
    }
  }
}
