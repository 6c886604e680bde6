// What `npm run bench:quality` runs: run.ts [DATASET] [MODEL,MODEL...] [--no-peers]. Writes build/bench/quality.md.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "cartwright/bundle";
import { BenchFailure } from "../frame/failure";
import { places } from "../frame/places";
import { qualityData } from "./datasets";
import { type QualityRow, tuneAndMeasure } from "./measure";
import { qualityModels } from "./models";
import { qualityTable } from "./table";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { "no-peers": { type: "boolean" } }, allowPositionals: true });
  const [dataset, models] = positionals;
  const names = Object.keys(qualityData).filter((name) => dataset === undefined || name === dataset);
  const wanted = models?.split(",");
  const chosen = qualityModels.filter(({ name }) => wanted === undefined || wanted.includes(name));
  if (names.length === 0 || chosen.length === 0) {
    const [data, all] = [Object.keys(qualityData), qualityModels.map(({ name }) => name)];
    throw new BenchFailure(`there are the data sets ${data.join(", ")} and the models ${all.join(", ")}`);
  }
  const parts = [
    "# Quality on real data",
    "",
    "Each setting was chosen on the validation period by nDCG@10 and measured in the test period once.",
    "",
  ];
  for (const name of names) {
    const data = await qualityData[name]!();
    const rows: QualityRow[] = [];
    for (const model of chosen) {
      rows.push(await tuneAndMeasure(data, model, "ours"));
      if (model.peer && values["no-peers"] !== true) rows.push(await tuneAndMeasure(data, model, "implicit"));
    }
    parts.push(qualityTable(data, rows));
  }
  const text = parts.join("\n");
  process.stdout.write(text);
  if (wanted === undefined && dataset === undefined) await writeFileAtomic(join(places.results, "quality.md"), text);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof BenchFailure ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
