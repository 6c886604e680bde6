import { DataError, NotSupportedError, ValueError } from "../../contracts";

/** What a classifier of whole texts answers: one of several labels, any number of them, or a number. */
export type Problem = "single-label" | "multi-label" | "regression";

/** What stands on the encoder. */
export type BertHead =
  /** Nothing: hidden states, the pooled first token, sentence vectors. */
  | { readonly kind: "none" }
  /** A classifier of texts or of pairs of texts. For regression the labels name the numbers. */
  | { readonly kind: "sequence"; readonly labels: readonly string[]; readonly problem: Problem }
  /** A label for each token. */
  | { readonly kind: "token"; readonly labels: readonly string[] }
  /** The vocabulary for each token: guesses masked words. */
  | { readonly kind: "masked" };

/** The names of `architectures` in config.json. */
const ARCHITECTURES: Readonly<Record<BertHead["kind"], string>> = {
  none: "BertModel",
  sequence: "BertForSequenceClassification",
  token: "BertForTokenClassification",
  masked: "BertForMaskedLM",
};

/** The names of `problem_type` in config.json. */
const PROBLEMS: Readonly<Record<Problem, string>> = {
  "single-label": "single_label_classification",
  "multi-label": "multi_label_classification",
  regression: "regression",
};

/** Whether a head reads the pooled first token. */
export function usesPooler(head: BertHead): boolean {
  return head.kind === "sequence" || head.kind === "none";
}

/** The labels of a head; none where it has none. */
export function labelsOf(head: BertHead): readonly string[] {
  return head.kind === "sequence" || head.kind === "token" ? head.labels : [];
}

/**
 * Throws unless a head can be made.
 *
 * @throws ValueError for no label, a label twice, or a single label of a question with a single answer
 */
export function requireHead(head: BertHead): void {
  if (head.kind !== "sequence" && head.kind !== "token") return;
  const { labels } = head;
  const least = head.kind === "sequence" && head.problem === "single-label" ? 2 : 1;
  if (labels.length < least) {
    throw new ValueError(`labels must hold at least ${least}, received ${JSON.stringify(labels)}`);
  }
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) throw new ValueError(`labels must differ, received ${JSON.stringify(twice)} twice`);
}

/**
 * The head that a config.json describes. Heads that this room has not (question answering, next sentence) are read as
 * none: their encoder is of use.
 *
 * @param values the parsed file
 * @param file   its name, for messages
 * @throws DataError when its labels are not numbered from 0
 */
export function bertHeadFromJson(values: Readonly<Record<string, unknown>>, file = "config.json"): BertHead {
  const [architecture] = Array.isArray(values["architectures"]) ? (values["architectures"] as unknown[]) : [];
  switch (architecture) {
    case ARCHITECTURES.sequence: {
      const labels = labelsFromJson(values, file);
      return { kind: "sequence", labels, problem: problemFromJson(values, labels.length, file) };
    }
    case ARCHITECTURES.token:
      return { kind: "token", labels: labelsFromJson(values, file) };
    case ARCHITECTURES.masked:
      return { kind: "masked" };
    default:
      return { kind: "none" };
  }
}

/** What a config.json says of a head: the inverse of {@link bertHeadFromJson}. */
export function bertHeadToJson(head: BertHead): Record<string, unknown> {
  const architectures = [ARCHITECTURES[head.kind]];
  const labels = labelsOf(head);
  if (labels.length === 0) return { architectures };
  return {
    architectures,
    id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    ...(head.kind === "sequence" ? { problem_type: PROBLEMS[head.problem] } : {}),
  };
}

/** Labels by id; Hugging Face's two nameless ones where the file has none. */
function labelsFromJson(values: Readonly<Record<string, unknown>>, file: string): string[] {
  const given = values["id2label"];
  if (given === undefined || given === null) {
    const count = typeof values["num_labels"] === "number" ? values["num_labels"] : 2;
    return Array.from({ length: count }, (_, id) => `LABEL_${id}`);
  }
  const byId = given as Readonly<Record<string, unknown>>;
  return Array.from({ length: Object.keys(byId).length }, (_, id) => {
    const label = byId[String(id)];
    if (typeof label === "string") return label;
    throw new DataError(`${file}: id2label must name a label for every id from 0, and has none for ${id}`, { file });
  });
}

/** Where the file is silent, one label means a number and several mean one answer among them, as in transformers. */
function problemFromJson(values: Readonly<Record<string, unknown>>, labels: number, file: string): Problem {
  const given = values["problem_type"] ?? undefined;
  if (given === undefined) return labels === 1 ? "regression" : "single-label";
  const found = (Object.keys(PROBLEMS) as Problem[]).find((problem) => PROBLEMS[problem] === given);
  if (found !== undefined) return found;
  throw new NotSupportedError(
    `${file}: problem_type is ${JSON.stringify(given)}; there are ${Object.values(PROBLEMS).join(", ")}`,
  );
}
