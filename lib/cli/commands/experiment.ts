import { mkdir } from "node:fs/promises";
import * as path from "node:path";
import type { Command } from "commander";
import { writeFileAtomic } from "../../bundle";
import { LEAST_PRODUCTS } from "../../simulation";
import { experimentPage } from "../experiment/experiment-page";
import { type ReadRun, readRun } from "../experiment/read-run";
import { type ExperimentRun, runExperiment } from "../experiment/run-experiment";
import { interruptible } from "../interrupt";
import { integerValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { recipes } from "../recipes";
import { note, printJson, printText, textTable } from "../terminal";
import { UsageError } from "../usage-error";

interface ExperimentFlags {
  readonly control: string;
  readonly treatment: string;
  readonly customers: number;
  readonly products: number;
  readonly visits: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `cartwright experiment`: an A/B test of two models on a running server, with simulated customers. */
export function registerExperiment(program: Command): void {
  program
    .command("experiment")
    .description("test one model against another: simulated customers visit a running shop over HTTP")
    .option("--control <model>", "model of the control arm, as fit --model names it", "popularity")
    .option("--treatment <model>", "model of the other arm", "als")
    .option("--customers <n>", "customers of the simulated shop, who all come", integerValue(100, 50_000), 3000)
    .option("--products <n>", "products of the simulated shop", integerValue(LEAST_PRODUCTS, 50_000), 500)
    .option(
      "--visits <n>",
      "how often a customer comes on average; each by habit, and once at least",
      integerValue(1, 100),
      2,
    )
    .option("--seed <n>", "seed of everything random", integerValue(), 1)
    .option("--out <folder>", "write report.html with plots, report.json, customers.csv and exposures.jsonl there")
    .option("--json", "print one JSON document")
    .addHelpText("after", EXAMPLES)
    .action(experiment);
}

const EXAMPLES = `
Each arm's model is fitted, saved and served as a bundle. The server assigns the arms and logs who saw which. Customers
choose by the tastes that were planted in them, so the true effect is known: each is also sent through both arms.

Examples:
  cartwright experiment --out report
  cartwright experiment --control item-knn --treatment als --customers 10000 --seed 7 --json`;

async function experiment(flags: ExperimentFlags): Promise<void> {
  const { control, treatment, customers, products, visits, seed, out } = flags;
  if (control === treatment) {
    throw new UsageError(`--treatment: must differ from --control, received ${control} for both`);
  }
  for (const [flag, name] of Object.entries({ "--control": control, "--treatment": treatment })) {
    if (recipes.some((recipe) => recipe.name === name)) continue;
    const known = recipes.map((recipe) => recipe.name).join(", ");
    throw new UsageError(`${flag}: there is no model ${JSON.stringify(name)}; there are ${known}`);
  }
  const progress = showProgress();
  const models = [control, treatment] as const;
  try {
    const run = await interruptible((signal) =>
      runExperiment({ models, customers, products, visits, seed, onProgress: progress.listen, signal }),
    );
    progress.stop();
    const read = readRun(run);
    if (out !== undefined) await writeReport(out, run, read);
    if (flags.json === true) printJson(reportOf(run, read));
    else tell(run, read);
  } finally {
    progress.stop();
  }
}

/** The report for programs. */
function reportOf({ design, results, versions, seconds }: ExperimentRun, read: ReadRun): object {
  const { units, crossed, differing, report, truths } = read;
  return {
    experiment: design.id,
    arms: design.arms.map(({ name }, n) => ({ name, model: versions[n], customers: units[n] })),
    customers: results.length,
    lists: results.reduce((total, { lists }) => total + lists, 0),
    crossed,
    differing,
    seconds: Number(seconds.toFixed(2)),
    ...report,
    truth: Object.fromEntries(truths.map(({ metric, truth }) => [metric, truth])),
  };
}

async function writeReport(folder: string, run: ExperimentRun, read: ReadRun): Promise<void> {
  await mkdir(folder, { recursive: true });
  const header = "customer,arm,lists,opened,purchases,revenue,spent_before";
  const rows = run.results.map(({ customer, arm = "", lists, opened, purchases, revenue }) =>
    [customer, arm, lists, opened, purchases, revenue.toFixed(2), (read.spent.get(customer) ?? 0).toFixed(2)].join(","),
  );
  const files = {
    "report.json": JSON.stringify(reportOf(run, read), null, 2) + "\n",
    "customers.csv": [header, ...rows, ""].join("\n"),
    "exposures.jsonl": run.exposures.map((exposure) => JSON.stringify(exposure) + "\n").join(""),
    "report.html": experimentPage(run, read),
  };
  for (const [name, text] of Object.entries(files)) await writeFileAtomic(path.join(folder, name), text);
  note(`wrote ${path.join(folder, "report.html")}`);
}

function tell({ design, results, seconds }: ExperimentRun, { units, report, truths }: ReadRun): void {
  const sizes = design.arms.map(({ name }, n) => `${name}: ${units[n]}`).join(", ");
  printText(`${results.length} customers over HTTP in ${seconds.toFixed(1)} s; ${sizes}`);
  printText(report.reason);
  if (!report.trusted) return;
  const header = [
    "metric",
    ...design.arms.map(({ name }) => name),
    "difference",
    "95 % interval",
    "truth",
    "p",
    "verdict",
  ];
  const rows = report.findings.map(({ metric, control, treatment, effect, adjustedPValue, verdict }) => {
    const truth = truths.find((one) => one.metric === metric)!.truth;
    const short = (value: number): string => value.toPrecision(3);
    const interval = `${short(effect.low)} to ${short(effect.high)}`;
    const numbers = [control.value, treatment.value, effect.difference].map(short);
    return [metric, ...numbers, interval, short(truth), short(adjustedPValue), verdict];
  });
  printText(textTable(header, rows));
}
