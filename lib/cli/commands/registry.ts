import type { Command } from "commander";
import { compareVersions, loadRecommender, type RegisteredVersion, Registry } from "../../serving";
import { integerValue, requireFolder } from "../option-values";
import { modelLoaders } from "../recipes";
import { note, printJson, printText } from "../terminal";
import { UsageError } from "../usage-error";

const JSON_FLAG = ["--json", "print one JSON document"] as const;

/** `cartwright registry`: versions of a model, and which of them customers get. */
export function registerRegistry(program: Command): void {
  const registry = program
    .command("registry")
    .description("keep versions of a model, and say which of them customers get")
    .addHelpText("after", EXAMPLES);
  registry
    .command("add <registry> <bundle>")
    .description("copy a bundle in as a candidate; the folder of the registry is made where there is none")
    .option("--note <text>", "what to say of it")
    .option("--promote", "make it live at once")
    .option(...JSON_FLAG)
    .action(add);
  registry
    .command("list <registry>")
    .description("all versions")
    .option(...JSON_FLAG)
    .action(list);
  registry
    .command("promote <registry> <version>")
    .description("make a version live; the one before is archived")
    .option(...JSON_FLAG)
    .action(withVersion((at, version) => at.promote(version)));
  registry
    .command("rollback <registry>")
    .description("make the version live that was live before")
    .option(...JSON_FLAG)
    .action(async (dir: string, flags: Flags) => tell(await (await open(dir)).rollBack(), flags));
  registry
    .command("archive <registry> <version>")
    .description("put a version aside")
    .option(...JSON_FLAG)
    .action(withVersion((at, version) => at.archive(version)));
  registry
    .command("compare <registry> <before> <after>")
    .description("measured quality of two versions, and how many recommendations change")
    .option("--k <n>", "length of the lists", integerValue(1), 10)
    .option("--users <n>", "most users to look at", integerValue(1), 1000)
    .option(...JSON_FLAG)
    .action(compare);
  registry
    .command("prune <registry>")
    .description("remove old versions; the live one and the one before it stay")
    .requiredOption("--keep <n>", "how many of the newest stay", integerValue(1))
    .option(...JSON_FLAG)
    .action(prune);
}

const EXAMPLES = `
Several programs may change a registry at once, and any of them may be killed at any moment.

Examples:
  cartwright registry add models model --note "first try" --promote
  cartwright registry list models
  cartwright registry compare models 1 2
  cartwright registry promote models 2
  cartwright registry rollback models
  cartwright serve --model models`;

interface Flags {
  json?: boolean;
}

async function add(dir: string, bundle: string, flags: Flags & { note?: string; promote?: boolean }): Promise<void> {
  await requireFolder("<bundle>", bundle);
  const registry = new Registry(dir);
  const added = await registry.add(bundle, { note: flags.note });
  tell(flags.promote === true ? await registry.promote(added.version) : added, flags);
}

async function list(dir: string, flags: Flags): Promise<void> {
  const versions = await (await open(dir)).list();
  if (flags.json === true) return printJson({ versions: versions.map(described) });
  for (const version of versions) printText(line(version));
  if (versions.length === 0) note("no versions yet; cartwright registry add brings one in");
}

async function compare(
  dir: string,
  before: string,
  after: string,
  flags: Flags & { k: number; users: number },
): Promise<void> {
  const registry = await open(dir);
  const [one, two] = [await known(registry, before), await known(registry, after)];
  const compared = compareVersions(
    await loadRecommender(one.dir, modelLoaders),
    await loadRecommender(two.dir, modelLoaders),
    flags,
  );
  if (flags.json === true) return printJson({ before: one.version, after: two.version, ...compared });
  const { users, changedUsers, changedItems, metrics, k } = compared;
  printText(
    `lists of ${k} for ${users} users: ${changedUsers} change, ${(changedItems * 100).toFixed(1)} % of their items`,
  );
  for (const name of new Set([...Object.keys(metrics.before), ...Object.keys(metrics.after)])) {
    printText(
      `${name}: ${JSON.stringify(metrics.before[name] ?? null)} -> ${JSON.stringify(metrics.after[name] ?? null)}`,
    );
  }
  if (!compared.sameProtocol) note("note: the two were not measured by one protocol; their figures cannot be compared");
}

async function prune(dir: string, flags: Flags & { keep: number }): Promise<void> {
  const removed = await (await open(dir)).prune(flags.keep);
  if (flags.json === true) printJson({ removed });
  else printText(removed.length === 0 ? "nothing to remove" : `removed ${removed.join(", ")}`);
}

function withVersion(
  change: (registry: Registry, version: number) => Promise<RegisteredVersion>,
): (dir: string, version: string, flags: Flags) => Promise<void> {
  return async (dir, version, flags) => {
    const registry = await open(dir);
    const { version: number } = await known(registry, version);
    tell(await change(registry, number), flags);
  };
}

async function open(dir: string): Promise<Registry> {
  await requireFolder("<registry>", dir);
  if (await Registry.isAt(dir)) return new Registry(dir);
  throw new UsageError(`<registry>: ${dir} is no registry; cartwright registry add makes one`);
}

async function known(registry: Registry, text: string): Promise<RegisteredVersion> {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`a version is a number, received ${JSON.stringify(text)}`);
  const versions = await registry.list();
  const found = versions.find(({ version }) => version === Number(text));
  if (found !== undefined) return found;
  throw new UsageError(
    `${registry.dir} has no version ${text}; there are ${versions.map((one) => one.version).join(", ")}`,
  );
}

function tell(version: RegisteredVersion, { json }: Flags): void {
  if (json === true) printJson(described(version));
  else printText(line(version));
}

function described({
  version,
  stage,
  dir,
  added,
  note: said,
  parent,
  manifest,
  fingerprint,
}: RegisteredVersion): object {
  const { kind, created, metrics, licence, lineage, dataHash } = manifest;
  return {
    version,
    stage,
    dir,
    added,
    note: said,
    parent,
    kind,
    created,
    metrics,
    licence,
    lineage,
    dataHash,
    fingerprint,
  };
}

function line({ version, stage, manifest, added, note: said, fingerprint }: RegisteredVersion): string {
  const name = `${manifest.kind}@${fingerprint.slice(0, 8)}`;
  return `${String(version).padStart(4)}  ${stage.padEnd(9)}  ${name.padEnd(24)}  ${added}  ${said ?? ""}`.trimEnd();
}
