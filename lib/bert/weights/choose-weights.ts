import type { Tensor } from "../../bundle";
import { DataError, NotSupportedError } from "../../contracts";
import type { BertConfig } from "../config/bert-config";
import type { BertHead } from "../config/bert-head";
import { randomWeight } from "./random-weights";
import { canonicalName, isHeadWeight, isNoWeight } from "./weight-names";
import { encoderShapes, headShapes, WORD_EMBEDDINGS } from "./weight-shapes";

/** What became of the tensors of a file. */
export interface WeightReport {
  /** Tensors that were taken from the file. */
  readonly loaded: number;
  /** Weights of the head that the file has not: they were made from the seed and need training. */
  readonly made: readonly string[];
  /** Weights of other heads in the file, which were left out. */
  readonly left: readonly string[];
}

/** Weights by name, with how they came about. */
export interface ChosenWeights {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly report: WeightReport;
}

/**
 * The weights of a BERT with a head, out of the tensors of a file: every name is known or refused, every shape is checked.
 * A head (or pooler) that the file lacks as a whole is made from the seed; of one that is there in part, the rest is missing.
 *
 * @param tensors           as the file has them, under any of the names that files use
 * @param config            the model's shape
 * @param head              what shall stand on the encoder
 * @param options           where they come from and what is made
 * @param options.seed      seed of weights that are made
 * @param options.freshHead make the classifier anew though the file has one (for other labels)
 * @param options.file      the file's name, for messages
 * @throws DataError for an unknown, missing or doubled tensor, a wrong shape or element type; the message names it
 * @throws NotSupportedError when a masked-word head does not share the word embeddings
 */
export function chooseWeights(
  tensors: Readonly<Record<string, Tensor>>,
  config: BertConfig,
  head: BertHead,
  { seed, freshHead = false, file }: { seed: number; freshHead?: boolean; file: string },
): ChosenWeights {
  const given = byCanonicalName(tensors, file);
  const encoder = encoderShapes(config);
  const top = headShapes(config, head);
  const unknown = [...given.keys()].filter((name) => !encoder.has(name) && !top.has(name) && !isHeadWeight(name));
  if (unknown.length > 0) throw wrong(file, `holds unknown ${listed(unknown)}`);
  const missing = [...encoder.keys()].filter((name) => !given.has(name));
  if (missing.length > 0) throw wrong(file, `lacks ${listed(missing)}`);
  if (head.kind === "masked") requireTied(tensors, given, file);

  const made = absentParts(top, given, freshHead, file);
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of [...encoder, ...top]) {
    weights.set(name, made.has(name) ? randomWeight(name, shape, config, seed) : checked(name, given, shape, file));
  }
  return {
    weights,
    report: {
      loaded: weights.size - made.size,
      made: [...made],
      left: [...given.keys()].filter((name) => !weights.has(name)),
    },
  };
}

function byCanonicalName(tensors: Readonly<Record<string, Tensor>>, file: string): Map<string, Tensor> {
  const given = new Map<string, Tensor>();
  for (const [name, tensor] of Object.entries(tensors)) {
    const canonical = canonicalName(name);
    if (isNoWeight(canonical)) continue;
    if (given.has(canonical)) throw wrong(file, `holds ${canonical} twice, once as ${JSON.stringify(name)}`);
    given.set(canonical, tensor);
  }
  return given;
}

/** The weights of the head that are to be made: whole parts (pooler, classifier, predictions) that are not there. */
function absentParts(
  top: ReadonlyMap<string, readonly number[]>,
  given: ReadonlyMap<string, Tensor>,
  freshHead: boolean,
  file: string,
): Set<string> {
  const made = new Set<string>();
  for (const part of ["bert.pooler.", "classifier.", "cls."]) {
    const names = [...top.keys()].filter((name) => name.startsWith(part));
    const missing = names.filter((name) => !given.has(name));
    const anew = (freshHead && part === "classifier.") || missing.length === names.length;
    if (!anew && missing.length > 0) throw wrong(file, `lacks ${listed(missing)}`);
    if (anew) for (const name of names) made.add(name);
  }
  return made;
}

function checked(name: string, given: ReadonlyMap<string, Tensor>, shape: readonly number[], file: string): Tensor {
  const tensor = given.get(name)!;
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
    throw wrong(
      file,
      `has ${name} in the shape [${tensor.shape.join(", ")}], and config.json asks for [${shape.join(", ")}]`,
    );
  }
  if (tensor.data instanceof Float32Array) return tensor;
  if (tensor.data instanceof Float64Array) return { shape, data: Float32Array.from(tensor.data) };
  throw wrong(file, `has whole numbers in ${name}, which must hold floating-point numbers`);
}

/** Masked-word heads store their last map again, though it is the table of word embeddings. */
function requireTied(tensors: Readonly<Record<string, Tensor>>, given: Map<string, Tensor>, file: string): void {
  const decoder = tensors[`cls.predictions.decoder.weight`];
  const words = given.get(WORD_EMBEDDINGS);
  if (decoder === undefined || words === undefined) return;
  if (decoder.data.length !== words.data.length || decoder.data.some((value, i) => value !== words.data[i])) {
    throw new NotSupportedError(
      `${file}: cls.predictions.decoder.weight differs from the word embeddings; they must be shared`,
    );
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  const rest = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `tensor${names.length === 1 ? "" : "s"} ${shown}${rest}`;
}

function wrong(file: string, what: string): DataError {
  return new DataError(`${file} ${what}`, { file });
}
