import type { Command } from "commander";
import { openModel } from "../open-model";
import { printJson, printText, textTable } from "../terminal";

/** `cartwright explain`: which of a user's items a score came from. */
export function registerExplain(program: Command): void {
  program
    .command("explain")
    .description("which of a user's items the score of another came from")
    .requiredOption("--model <dir>", "a bundle that fit has made")
    .requiredOption("--user <id>", "a user of the training data")
    .requiredOption("--item <id>", "an item of the training data")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  cartwright explain --model model --user 17850 --item 85123A")
    .action(async ({ model, user, item, json }: { model: string; user: string; item: string; json?: boolean }) => {
      const { recommender } = await openModel(model);
      const answer = recommender.explain(user, item);
      if (json === true) return printJson(answer);
      printText(`score of ${item} for ${user}: ${Number(answer.score.toPrecision(6))}\n`);
      const rows = answer.contributions.map(({ item: id, amount }) => [id, Number(amount.toPrecision(4))]);
      printText(textTable(["because of", "amount"], rows));
    });
}
