import type { Duel, MeasuredPerUser } from "cartwright/evaluation";
import type { AblationRow } from "cartwright/fusion";
import type { QualityData } from "./datasets";
import { CHOSEN_BY, type QualityRow } from "./measure";

const FIGURES = ["ndcg@10", "recall@20", "hr@10", "map@10", "coverage@10"];

const TITLES = {
  alone: (part: string) => `${part} alone`,
  all: () => "all",
  without: (part: string) => `all without ${part}`,
};

/** A fusion with its figures in the test period. */
export interface FusionRow {
  readonly name: string;
  readonly level: string;
  readonly result: MeasuredPerUser;
}

/** Parts and fusions of one data set as Markdown, each fusion compared with the part that is best in the test. */
export function fusionTable(
  { name, description, test }: QualityData,
  alone: readonly QualityRow[],
  parts: readonly string[],
  fusions: readonly FusionRow[],
  ablated: readonly AblationRow[],
  against: (fusion: MeasuredPerUser, part: MeasuredPerUser) => Duel,
): string {
  const best = alone.reduce((a, b) => (b.result.metrics[CHOSEN_BY]! > a.result.metrics[CHOSEN_BY]! ? b : a));
  const line = (title: string, level: string, result: MeasuredPerUser): string => {
    const figures = FIGURES.map((figure) => result.metrics[figure]!.toFixed(4));
    const advantage = result === best.result ? "-" : told(against(result, best.result));
    return `| ${[title, level, ...figures, advantage].join(" | ")} |`;
  };
  return [
    `## ${name}`,
    "",
    description,
    `${best.result.users} users measured. Split ${test.hash.slice(0, 16)}, protocol ${best.result.protocolHash.slice(0, 16)}.`,
    `Settings of the parts, weights and models of the fusions come from the validation period. Fused: ${parts.join(", ")}.`,
    "",
    `| model | level | ${FIGURES.join(" | ")} | ${CHOSEN_BY} less that of ${best.model}, the best part (95 % interval, p) |`,
    `|---|---|${"---|".repeat(FIGURES.length + 1)}`,
    ...alone.map(({ model, result }) => line(model, "alone", result)),
    ...fusions.map(({ name: title, level, result }) => line(title, level, result)),
    "",
    "### Ablation: weighted, min-max, with weights learnt for each set of parts",
    "",
    `| parts | ${CHOSEN_BY} | less all (95 % interval) |`,
    "|---|---|---|",
    ...ablated.map(
      ({ kind, part, mean, againstAll }) =>
        `| ${TITLES[kind](part)} | ${mean.toFixed(4)} | ${againstAll === undefined ? "-" : told(againstAll)} |`,
    ),
    "",
  ].join("\n");
}

function told({
  difference,
  low,
  high,
  ...rest
}: Pick<Duel, "difference" | "low" | "high"> & { pValue?: number }): string {
  const signed = (value: number): string => `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
  const p = rest.pValue === undefined ? "" : `, p ${rest.pValue.toFixed(4)}`;
  return `${signed(difference)} (${signed(low)} to ${signed(high)}${p})`;
}
