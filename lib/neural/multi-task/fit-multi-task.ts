import { ValueError } from "../../contracts";
import { matrixFromEvents, positivePairs, type UserItemMatrix } from "../../interactions";
import { FeatureSpace, type FieldOptions } from "../features/feature-space";
import { ownersOf } from "../samples/pair-samples";
import { trainModel } from "../shared/train-model";
import { type FitOptions, type PairTrainingSettings, pairTrainingSettings } from "../shared/training-options";
import { MultiTaskModel } from "./task-model";
import { TaskNetwork } from "./task-network";
import { TaskSamples } from "./task-samples";
import { initialTaskWeights, requireTaskShape, type TaskShape, TASK_TABLES } from "./task-shape";

/** What {@link fitMultiTask} takes besides its tasks. */
export interface MultiTaskOptions extends Partial<PairTrainingSettings>, FitOptions, FieldOptions {
  /** "mmoe" unless given: experts, and a gate for each task; "bottom": one layer for all. */
  readonly sharing?: TaskShape["sharing"];
  /** With "mmoe": how many; 4 unless given. */
  readonly experts?: number;
  /** Length of each feature's vector; 16 unless given. */
  readonly width?: number;
  /** Numbers that come out of each expert; 32 unless given. */
  readonly expertWidth?: number;
  /** Numbers in each task's own layer; 16 unless given. */
  readonly towerWidth?: number;
  /** How much each task's loss counts, by name; 1 unless given. */
  readonly taskWeights?: Readonly<Record<string, number>>;
}

/**
 * One network that answers several questions about a pair at once (will she look at it? buy it?), with vectors shared by all:
 * what is common to them is learned from all contacts, so that a rare one leans on a frequent one. `validation` judges the
 * first task.
 *
 * @param tasks   contacts of each task by its name, over the same users and items; the first is the one to rank by
 * @param options settings, fields, validation and device
 * @throws ValueError when there is no task or a setting is wrong; ShapeError when tasks, fields or validation do not fit each
 *         other; the signal's reason when it is aborted beforehand; DivergedError when the steps were too long
 * @source Ma et al., "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", KDD 2018
 */
export async function fitMultiTask(
  tasks: Readonly<Record<string, UserItemMatrix>>,
  options: MultiTaskOptions = {},
): Promise<MultiTaskModel> {
  const names = Object.keys(tasks);
  const training = pairTrainingSettings(options);
  const shape = shapeOf(names, options);
  requireTaskShape(shape);
  const contacts = names.map((name) => positivePairs(tasks[name]!));
  const any = union(names, contacts);
  const space = new FeatureSpace(any.userCount, any.itemCount, options);
  const settings = { ...shape, ...training };
  return trainModel(
    {
      task: "multi-task",
      start: initialTaskWeights(shape, space, any, training.seed),
      tables: TASK_TABLES,
      contacts: any,
      data: new TaskSamples(any, contacts, space, training),
      network: ({ tf }, parameters, tables) => new TaskNetwork(tf, shape, parameters, tables),
      modelOf: (weights, epochs) => new MultiTaskModel(weights, settings, space, epochs),
    },
    training,
    options,
  );
}

function shapeOf(tasks: readonly string[], options: MultiTaskOptions): TaskShape {
  const { sharing = "mmoe", width = 16, expertWidth = 32, towerWidth = 16, taskWeights = {} } = options;
  const experts = options.experts ?? (sharing === "bottom" ? 1 : 4);
  const unknown = Object.keys(taskWeights).find((name) => !tasks.includes(name));
  if (unknown !== undefined)
    throw new ValueError(`taskWeights must name tasks (${tasks.join(", ")}), received "${unknown}"`);
  const weights = tasks.map((name) => taskWeights[name] ?? 1);
  return { tasks, weights, sharing, experts, width, expertWidth, towerWidth };
}

/** The contacts of any task. */
function union(names: readonly string[], matrices: readonly UserItemMatrix[]): UserItemMatrix {
  const [first] = matrices;
  const { userCount, itemCount } = first!;
  matrices.forEach((matrix, t) => {
    if (matrix.userCount === userCount && matrix.itemCount === itemCount) return;
    throw new ValueError(
      `tasks must be over the same users and items: ${names[0]} has ${userCount} and ${itemCount}, ` +
        `${names[t]} has ${matrix.userCount} and ${matrix.itemCount}`,
    );
  });
  const join = (parts: readonly ArrayLike<number>[]): Uint32Array => {
    const joined = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  };
  const users = join(matrices.map(ownersOf));
  return matrixFromEvents({ users, items: join(matrices.map(({ items }) => items)), userCount, itemCount });
}
