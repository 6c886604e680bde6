import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonObject, writeFileAtomic } from "cartwright/bundle";
import { evaluateRanking, type MeasuredPerUser } from "cartwright/evaluation";
import { matrixFromEvents, type Split } from "cartwright/interactions";
import { places } from "../frame/places";
import type { ItemColumn, QualityData } from "./datasets";
import { type QualityModel, trainingDataOf } from "./models";
import { fitPeer } from "./peer";

/** Lengths of the lists. */
export const CUTS = [10, 20];
/** The figure that settings are chosen by. */
export const CHOSEN_BY = "ndcg@10";

/** A model's figures in the test period, with the setting that was best in the validation period. */
export interface QualityRow {
  readonly model: string;
  readonly side: "ours" | "implicit";
  readonly setting: JsonObject;
  readonly result: MeasuredPerUser;
}

/**
 * Chooses the setting on the validation period, fits on all that lies before the test, and measures there once. What was
 * measured is kept on disk, so a run that was cut short goes on where it was.
 */
export async function tuneAndMeasure(
  data: QualityData,
  model: QualityModel,
  side: QualityRow["side"],
): Promise<QualityRow> {
  let best = { setting: model.grid[0]!, value: -Infinity };
  for (const setting of model.grid.length === 1 ? [] : model.grid) {
    const { metrics } = await measured(data, data.validation, model, side, setting);
    if (metrics[CHOSEN_BY]! > best.value) best = { setting, value: metrics[CHOSEN_BY]! };
  }
  const result = await measured(data, data.test, model, side, best.setting);
  return { model: model.name, side, setting: best.setting, result };
}

/** One fit and its figures, from the disk where they were measured before on the same split. */
async function measured(
  data: QualityData,
  split: Split,
  model: QualityModel,
  side: QualityRow["side"],
  setting: JsonObject,
): Promise<MeasuredPerUser> {
  const key = createHash("sha256")
    .update(JSON.stringify([split.hash, model.name, side, setting, CUTS]))
    .digest("hex");
  const folder = join(places.results, "quality");
  const file = join(folder, `${data.name}-${model.name.replace(" ", "-")}-${side}-${key.slice(0, 12)}.json`);
  if (existsSync(file)) return fromJson(JSON.parse(readFileSync(file, "utf8")) as SavedResult);
  const started = performance.now();
  const result = await fitAndMeasure(split, data.items, model, side, setting);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const period = split === data.test ? "test" : "validation";
  process.stderr.write(
    `${data.name}: ${model.name} (${side}) ${JSON.stringify(setting)}: ${period} ${CHOSEN_BY} ${result.metrics[CHOSEN_BY]!.toFixed(4)}, ${seconds} s\n`,
  );
  mkdirSync(folder, { recursive: true });
  await writeFileAtomic(file, JSON.stringify(toJson(result)));
  return result;
}

async function fitAndMeasure(
  split: Split,
  items: readonly ItemColumn[],
  model: QualityModel,
  side: QualityRow["side"],
  setting: JsonObject,
): Promise<MeasuredPerUser> {
  const data = trainingDataOf(split.train, items);
  const longest = Math.max(...CUTS);
  const scorer =
    side === "ours" ? await model.fit(data, setting) : await fitPeer(model.name, setting, data.matrix, longest);
  const relevant = matrixFromEvents({ ...split.test, duplicates: "once" });
  const protocol = { split: split.protocol, splitHash: split.hash };
  return evaluateRanking({ scorer, seen: data.matrix, relevant, k: CUTS, newItemsOnly: true, protocol });
}

/** A result on disk. */
export interface SavedResult extends Omit<MeasuredPerUser, "perUser"> {
  readonly perUser: { readonly users: number[]; readonly values: Record<string, number[]> };
}

/** A result as it is kept on disk. */
export function toJson({ metrics, users, protocol, protocolHash, perUser }: MeasuredPerUser): SavedResult {
  const values = { [CHOSEN_BY]: [...perUser.values[CHOSEN_BY]!] };
  return { metrics, users, protocol, protocolHash, perUser: { users: [...perUser.users], values } };
}

/** Back from {@link toJson}. */
export function fromJson({ perUser, ...rest }: SavedResult): MeasuredPerUser {
  const values = Object.fromEntries(
    Object.entries(perUser.values).map(([name, list]) => [name, Float64Array.from(list)]),
  );
  return { ...rest, perUser: { users: Uint32Array.from(perUser.users), values } };
}
