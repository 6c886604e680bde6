import type { Command } from "commander";
import { openModel } from "../open-model";
import { integerValue } from "../option-values";
import { printJson, printText, textTable } from "../terminal";

/** `cartwright similar`: the items most like one item. */
export function registerSimilar(program: Command): void {
  program
    .command("similar")
    .description("the items most like one item")
    .requiredOption("--model <dir>", "a bundle that fit has made")
    .requiredOption("--item <id>", "an item of the training data")
    .option("--k <n>", "how many items", integerValue(1), 10)
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  cartwright similar --model model --item 85123A --k 5")
    .action(async ({ model, item, k, json }: { model: string; item: string; k: number; json?: boolean }) => {
      const { recommender } = await openModel(model);
      const answer = recommender.similar(item, k);
      if (json === true) return printJson(answer);
      const rows = answer.items.map(({ item: id, score }, n) => [n + 1, id, Number(score.toPrecision(6))]);
      printText(textTable(["rank", "item", "score"], rows));
    });
}
