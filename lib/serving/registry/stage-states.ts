import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder, writeSynced } from "../../bundle";
import { DataError } from "../../contracts";

/** What is decided about the versions of a registry. The folder of versions says which there are. */
export interface StageState {
  /** Counts the decisions, from 0 for none. */
  readonly number: number;
  /** The version that customers get. */
  readonly live?: number;
  /** Versions that were live before, oldest first: rolling back goes to the last. */
  readonly history: readonly number[];
  /** Versions put aside. What is neither live nor archived is a candidate. */
  readonly archived: readonly number[];
  /** Versions that were pruned: nobody may make them live, though their files may still be there. */
  readonly removed: readonly number[];
  /** When it was decided, ISO 8601 in UTC. */
  readonly time: string;
}

const NONE: StageState = { number: 0, history: [], archived: [], removed: [], time: "" };

/** Old decisions that are kept, to be read by people. */
const KEPT = 100;

/** Writers that lose a race this often in a row are not racing: something is wrong. */
const ATTEMPTS = 200;

/**
 * The decisions of a registry as numbered files. A decision is made by linking a finished file to the next free number,
 * which the file system grants to one writer alone: whoever comes second reads what the first decided and decides anew.
 * No lock exists that a killed process could leave behind, and a reader finds every file whole.
 */
export class StageStates {
  /** @param dir folder of the numbered files */
  constructor(readonly dir: string) {}

  /** The latest decision. */
  async read(): Promise<StageState> {
    for (;;) {
      const latest = (await this.numbers()).at(-1);
      if (latest === undefined) return NONE;
      const state = await this.readOne(latest);
      // It is gone when a hundred newer ones were made since: look again.
      if (state !== undefined) return state;
    }
  }

  /** Number of the latest decision, to see whether anything changed. */
  async latest(): Promise<number> {
    return (await this.numbers()).at(-1) ?? 0;
  }

  /**
   * Makes a decision.
   *
   * @param decide the fields that change, from the latest decision; called again when another writer came first. It may
   *               throw, and then nothing changes
   */
  async change(decide: (state: StageState) => Promise<Partial<StageState>> | Partial<StageState>): Promise<StageState> {
    await mkdir(this.dir, { recursive: true });
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await this.read();
      const next = { ...before, ...(await decide(before)), number: before.number + 1, time: new Date().toISOString() };
      if (await this.tryWrite(next)) {
        await this.forget(next.number);
        return next;
      }
    }
    throw new DataError(`${this.dir}: other writers changed it ${ATTEMPTS} times in a row`, { file: this.dir });
  }

  /** True when the number was free. */
  private async tryWrite(state: StageState): Promise<boolean> {
    const temporary = join(this.dir, `.tmp-${process.pid}-${randomBytes(6).toString("hex")}`);
    try {
      await writeSynced(temporary, JSON.stringify(state, undefined, 2) + "\n");
      await link(temporary, this.pathOf(state.number));
      await syncFolder(this.dir);
      return true;
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") return false;
      if (!["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EPERM"].includes(code)) throw error;
      throw new DataError(`${this.dir}: a registry needs a file system with hard links, which this one has not`, {
        file: this.dir,
        cause: error,
      });
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Old decisions go; the newest are kept. */
  private async forget(latest: number): Promise<void> {
    const old = (await this.numbers()).filter((number) => number <= latest - KEPT);
    await Promise.all(old.map((number) => rm(this.pathOf(number), { force: true })));
  }

  private async numbers(): Promise<number[]> {
    const names = await readdir(this.dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [] as string[];
      throw error;
    });
    return names
      .flatMap((name) => (/^\d{8}\.json$/.test(name) ? [Number(name.slice(0, 8))] : []))
      .sort((a, b) => a - b);
  }

  private async readOne(number: number): Promise<StageState | undefined> {
    const file = this.pathOf(number);
    try {
      return JSON.parse(await readFile(file, "utf8")) as StageState;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      if (error instanceof SyntaxError) throw new DataError(`${file} is damaged: ${error.message}`, { file });
      throw error;
    }
  }

  private pathOf(number: number): string {
    return join(this.dir, `${String(number).padStart(8, "0")}.json`);
  }
}
