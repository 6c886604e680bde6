import type { BundleContent, JsonObject } from "../../bundle";
import { DataError } from "../../contracts";
import { fieldsToBundle, spaceFromBundle } from "../features/field-bundle";
import { pairTrainingSettings } from "../shared/training-options";
import { weightsFromTensors } from "../shared/weights";
import { MultiTaskModel, type TaskSettings } from "./task-model";
import { requireTaskShape, type TaskShape } from "./task-shape";

/** The model as a bundle of kind "multi-task". */
export function multiTaskToBundle({ settings, weights, space, epochs }: MultiTaskModel): BundleContent {
  const fields = fieldsToBundle(space);
  const lists = { tasks: [...settings.tasks], weights: [...settings.weights] };
  return {
    kind: "multi-task",
    settings: { ...settings, ...lists, ...fields.settings, epochsDone: epochs },
    tensors: { ...Object.fromEntries(weights), ...fields.tensors },
  };
}

/**
 * Reads back what {@link multiTaskToBundle} made.
 *
 * @throws DataError, ValueError or ShapeError when something is missing or does not fit
 */
export function multiTaskFromBundle(content: BundleContent): MultiTaskModel {
  const { kind, settings, tensors } = content;
  if (kind !== "multi-task") throw new DataError(`the bundle must be of kind multi-task, received kind ${kind}`);
  const weights = weightsFromTensors(tensors, (name) => /^(vectors|experts\.|gate\.|tower\.)/.test(name));
  return new MultiTaskModel(weights, readSettings(settings), spaceFromBundle(content), Number(settings.epochsDone));
}

function readSettings(given: JsonObject): TaskSettings {
  const { tasks, weights, sharing, experts, width, expertWidth, towerWidth } = given;
  if (!Array.isArray(tasks) || !Array.isArray(weights)) {
    throw new DataError("the bundle's settings must hold tasks and weights, lists");
  }
  const shape = { tasks, weights, sharing, experts, width, expertWidth, towerWidth } as unknown as TaskShape;
  requireTaskShape(shape);
  return { ...shape, ...pairTrainingSettings(given as Partial<TaskSettings>) };
}
