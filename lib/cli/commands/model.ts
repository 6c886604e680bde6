import { type Command, Option } from "commander";
import { getModel, modelNames } from "../../data";
import { interruptible } from "../interrupt";
import { requireFolder } from "../option-values";
import { showProgress } from "../progress-lines";
import { printJson, printText } from "../terminal";
import { UsageError } from "../usage-error";

/** `cartwright model`: trained weights that others published. */
export function registerModel(program: Command): void {
  const model = program.command("model").description("fetch trained weights that others published");
  model
    .command("get <name>")
    .description(`fetch weights, check them and keep them in the cache; NAME is one of ${modelNames().join(", ")}`)
    .addOption(new Option("--from <dir>", "take the files from this folder (Hugging Face's layout), without network"))
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  cartwright model get minilm")
    .action(async (name: string, flags: ModelFlags) => interruptible((signal) => get(name, flags, signal)));
}

interface ModelFlags {
  from?: string;
  json?: boolean;
}

async function get(name: string, { from, json }: ModelFlags, signal: AbortSignal): Promise<void> {
  if (!modelNames().includes(name)) {
    throw new UsageError(`no model is called "${name}"; there are ${modelNames().join(", ")}`);
  }
  if (from !== undefined) await requireFolder("--from", from);
  const progress = showProgress();
  try {
    const found = await getModel(name, {
      onProgress: progress.listen,
      signal,
      ...(from === undefined ? {} : { from }),
    });
    progress.stop();
    if (json) printJson(found);
    else printText(`${found.title}\nin ${found.folder}, checksum right\nlicence: ${found.licence}`);
  } finally {
    progress.stop();
  }
}
