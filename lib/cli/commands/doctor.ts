import Table from "cli-table3";
import type { Command } from "commander";
import { courseParts } from "../doctor/course-parts";
import { machineParts } from "../doctor/machine-parts";
import type { Part } from "../doctor/part";
import { repositoryRoot } from "../doctor/repository";

/** `cartwright doctor`: what is there, what is missing, and how to get it. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say which parts were found, in which version, and how to get those that are missing")
    .option("--json", "print one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const root = repositoryRoot();
      process.stderr.write("looking for the parts and measuring the tensor backends (a few seconds) ...\n");
      const parts = [...(await machineParts()), ...(root === undefined ? [] : await courseParts(root))];
      process.stdout.write(json ? `${JSON.stringify({ parts })}\n` : `${partsTable(parts)}\n`);
    });
}

function partsTable(parts: readonly Part[]): string {
  const width = Math.max(80, Math.min(process.stdout.columns ?? 120, 140));
  const table = new Table({
    head: ["part", "found", "version", "hint"],
    colWidths: [18, 7, Math.floor((width - 30) / 2), Math.ceil((width - 30) / 2)],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { name, found, version, hint } of parts) table.push([name, found ? "yes" : "-", version, hint]);
  return table.toString();
}
