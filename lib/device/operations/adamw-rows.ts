import type { Tensor, Variable } from "@tensorflow/tfjs";
import { requireLength } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { adamwInMemory } from "./adamw-memory";
import { adamwMoved } from "./adamw-plain";
import { type AdamwNumbers, type AdamwRowsUpdate, type AdamwSettings, adamwNumbers } from "./adamw-settings";
import { fusedAdamwTables, hasFused } from "./fused";
import { isNative, native, runsOnGpu } from "./native-ops";
import { isAlone, makeAlone, memoryOf, replace } from "./own-memory";

/**
 * The step of `adamwStep` for some rows of a table. The other rows' moments rest and their weights do not decay ("lazy
 * Adam"): a rare word moves when it occurs, and a step costs what the batch touches and not the whole vocabulary.
 *
 * @param tf       the tensor runtime
 * @param updates  the tables and their touched rows
 * @param settings of the step
 * @throws ValueError when the step is not a whole number from 1; ShapeError when rows and gradient do not fit
 */
export function adamwRowsStep(tf: TensorFlow, updates: readonly AdamwRowsUpdate[], settings: AdamwSettings): void {
  const numbers = adamwNumbers(settings);
  for (const { rows, gradient } of updates) requireLength("rows", rows.length, gradient.shape[0]);
  const touched = updates.filter(({ rows }) => rows.length > 0);
  if (hasFused(tf, "CartwrightAdamwTables")) return stepTogether(tf, touched, numbers);
  for (const update of touched) {
    if (!stepInMemory(tf, update, numbers)) tf.tidy(() => stepWithTensors(tf, update, numbers));
  }
}

function stepTogether(tf: TensorFlow, updates: readonly AdamwRowsUpdate[], numbers: AdamwNumbers): void {
  if (updates.length === 0) return;
  for (const { weight, firstMoment, secondMoment } of updates) {
    for (const variable of [weight, firstMoment, secondMoment]) makeAlone(tf, variable);
  }
  fusedAdamwTables(tf, updates, numbers);
}

function stepInMemory(tf: TensorFlow, update: AdamwRowsUpdate, numbers: AdamwNumbers): boolean {
  const { weight, firstMoment, secondMoment, gradient, rows } = update;
  const variables = [weight, firstMoment, secondMoment];
  if (!variables.every((variable) => isAlone(tf, variable))) return false;
  const [w, m, v, g] = [...variables, gradient].map((tensor) => memoryOf(tf, tensor));
  if (w === undefined || m === undefined || v === undefined || g === undefined) return false;
  const width = gradient.shape[1];
  rows.forEach((row, i) => adamwInMemory(w, m, v, g, numbers, row * width, i * width, width));
  return true;
}

function stepWithTensors(tf: TensorFlow, update: AdamwRowsUpdate, numbers: AdamwNumbers): void {
  const { weight, firstMoment, secondMoment, gradient, rows } = update;
  const indices = tf.tensor1d(rows, "int32");
  const at = (table: Variable): Tensor => tf.gather(table, indices);
  const next = adamwMoved(tf, at(weight), at(firstMoment), at(secondMoment), gradient, numbers);
  scatter(tf, [weight, firstMoment, secondMoment], rows, next);
}

/** Writes rows into tables: in place on the native backend, into a copy elsewhere. */
function scatter(tf: TensorFlow, tables: readonly Variable[], rows: Int32Array, values: readonly Tensor[]): void {
  if (isNative(tf) && !runsOnGpu(tf)) {
    native(tf, (ops) => {
      const indices = ops.constant([rows.length], rows);
      tables.forEach((table, i) => {
        makeAlone(tf, table);
        ops.op("InplaceUpdate", [ops.of(table), indices, ops.of(values[i]!)]); // its output is the table itself
      });
    });
    return;
  }
  const places = tf.tensor2d(rows, [rows.length, 1], "int32");
  tables.forEach((table, i) => replace(table, tf.tensorScatterUpdate(table, places, values[i]!)));
}
