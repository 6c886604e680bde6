import { duel } from "cartwright/evaluation";
import type { QualityData } from "./datasets";
import { CHOSEN_BY, type QualityRow } from "./measure";

const FIGURES = ["ndcg@10", "recall@20", "hr@10", "map@10", "mrr@10", "coverage@10"];
const BASELINE = "popularity";

/** The rows of one data set as Markdown. Throws ValueError when two rows were measured by different protocols. */
export function qualityTable({ name, description, test }: QualityData, rows: readonly QualityRow[]): string {
  const baseline = rows.find(({ model }) => model === BASELINE);
  const lines = rows.map((row) => {
    const figures = FIGURES.map((figure) => row.result.metrics[figure]!.toFixed(4));
    return `| ${[row.model, row.side, ...figures, advantage(row, baseline), settingOf(row)].join(" | ")} |`;
  });
  const first = rows[0]!.result;
  return [
    `## ${name}`,
    "",
    description,
    `Items that the customer had before are no hits; all items that somebody had in training are ranked; a pair counts once.`,
    `${first.users} users measured. Split ${test.hash.slice(0, 16)}, protocol ${first.protocolHash.slice(0, 16)}.`,
    "",
    `| model | side | ${FIGURES.join(" | ")} | ${CHOSEN_BY} less ${BASELINE}'s (95 % interval, p) | setting |`,
    `|---|---|${"---|".repeat(FIGURES.length + 2)}`,
    ...lines,
    "",
  ].join("\n");
}

/** The paired difference to popularity, with its bootstrap interval over users and permutation test. */
function advantage(row: QualityRow, baseline: QualityRow | undefined): string {
  if (baseline === undefined || row === baseline) return "-";
  const { difference, low, high, pValue } = duel(row.result, baseline.result, CHOSEN_BY, { resamples: 2000 });
  const signed = (value: number): string => `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
  return `${signed(difference)} (${signed(low)} to ${signed(high)}, p ${pValue.toFixed(4)})`;
}

function settingOf({ setting }: QualityRow): string {
  const parts = Object.entries(setting).map(([name, value]) => `${name} ${String(value)}`);
  return parts.length === 0 ? "-" : parts.join(", ");
}
