import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Json, type JsonObject, MANIFEST_FILE, readBundle, type Tensor, writeBundle } from "../../bundle";
import { DataError } from "../../contracts";
import type { EvaluationLog } from "../callback";

const KIND = "training-checkpoint";

/** Everything that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** What must be the same in both calls: seed, sizes, schedule, optimiser. */
  readonly run: JsonObject;
  /** Steps done. */
  readonly step: number;
  readonly best: { readonly step: number; readonly misses: number; readonly metrics: Readonly<Record<string, number>> };
  /** Why the run was over when this was written; undefined where there is more to do. */
  readonly ended: string | undefined;
  readonly evaluations: readonly EvaluationLog[];
  /** Arrays by name, each group under its own prefix: "weights/...", "optimiser/...", "best/...", "callbacks/...". */
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** Saves a checkpoint, whole or not at all, in place of the one before. */
export async function writeCheckpoint(dir: string, { tensors, ...state }: Checkpoint): Promise<void> {
  await writeBundle(dir, { kind: KIND, settings: withoutNaN(state) as JsonObject, tensors });
}

/**
 * The checkpoint in a folder; undefined when there is none.
 *
 * @param dir its folder
 * @param run what this call is, to compare with what the checkpoint is of
 * @throws DataError when it is damaged, or of a run with other settings (which ones)
 */
export async function readCheckpoint(dir: string, run: JsonObject): Promise<Checkpoint | undefined> {
  if (!existsSync(join(dir, MANIFEST_FILE))) return undefined;
  const { kind, settings, tensors } = await readBundle(dir);
  if (kind !== KIND) throw new DataError(`${dir} holds a bundle of the kind "${kind}", no checkpoint`, { file: dir });
  const state = withNaN(settings) as unknown as Omit<Checkpoint, "tensors">;
  const now = withNaN(withoutNaN(run)) as JsonObject;
  const different = [...new Set([...Object.keys(state.run), ...Object.keys(now)])].filter(
    (key) => JSON.stringify(state.run[key]) !== JSON.stringify(now[key]),
  );
  if (different.length > 0) {
    const list = different.map((key) => `${key} ${JSON.stringify(state.run[key])}, now ${JSON.stringify(now[key])}`);
    const hint = "Give the same again, or another folder, or remove this one";
    throw new DataError(`the checkpoint in ${dir} is of another run: it has ${list.join("; ")}. ${hint}`, {
      file: dir,
    });
  }
  return { ...state, tensors };
}

/** JSON has no NaN and no infinity: they are written as text. */
function withoutNaN(value: unknown): Json {
  if (typeof value === "number" && !Number.isFinite(value)) return `#${value}`;
  if (Array.isArray(value)) return value.map(withoutNaN);
  if (typeof value !== "object" || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, withoutNaN(part)]),
  );
}

function withNaN(value: unknown): unknown {
  if (value === "#NaN" || value === "#Infinity" || value === "#-Infinity") return Number(value.slice(1));
  if (Array.isArray(value)) return value.map(withNaN);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNaN(part)]));
}
