// npm test: sets up what it needs, then type check, lint, format and mocha. Closes with one plain line `N passed, N failed`.
import fs from "node:fs";
import { parseArgs } from "node:util";
import { ensureLibrary } from "./setup/library.mjs";
import { requireNode } from "./setup/node-version.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { inRoot } from "./setup/paths.mjs";
import { runAttached } from "./setup/run.mjs";
import { runMain, say, SetupError } from "./setup/say.mjs";

const help = `npm test [-- FILE ...]     type check, lint, format check and all tests; with files, those tests alone
npm run test:all           the long tests too
`;

const tool = (...parts) => inRoot("node_modules", ...parts);

/** Checks that are one program each. They count as tests: a lint error is a failure like any other. */
const checks = [
  { name: "type check", args: [tool("typescript", "bin", "tsc"), "--noEmit", "-p", inRoot("tsconfig.json")] },
  {
    name: "lint",
    args: [
      tool("eslint", "bin", "eslint.js"),
      ".",
      "--max-warnings",
      "0",
      "--cache",
      "--cache-location",
      inRoot("build", "eslint-cache"),
    ],
  },
  {
    name: "format",
    args: [
      tool("prettier", "bin", "prettier.cjs"),
      "--check",
      ".",
      "--log-level",
      "warn",
      "--cache",
      "--cache-location",
      inRoot("build", "prettier-cache"),
    ],
  },
];

await runMain(async () => {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: { all: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  requireNode();
  await ensurePackages();
  await ensureLibrary();
  fs.mkdirSync(inRoot("build"), { recursive: true });

  const tally = { passed: 0, failed: 0 };
  if (files.length === 0) for (const check of checks) await count(tally, check);
  await runMocha(tally, files, values.all);
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  return tally.failed === 0 ? 0 : 1;
});

async function count(tally, { name, args }) {
  const started = Date.now();
  const code = await runAttached(process.execPath, args);
  if (code === 0) tally.passed++;
  else tally.failed++;
  say(`${name}: ${code === 0 ? "clean" : "FAILED"} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
}

/** The long tests also draw new cases for their properties; the seed is said, so that a failure can be seen again. */
function testEnvironment(all) {
  if (!all) return { CARTWRIGHT_TEST_ALL: "" };
  const seed = process.env.CARTWRIGHT_TEST_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
  const cases = process.env.CARTWRIGHT_TEST_CASES ?? "10";
  say(`properties: CARTWRIGHT_TEST_SEED=${seed} CARTWRIGHT_TEST_CASES=${cases}`);
  return { CARTWRIGHT_TEST_ALL: "1", CARTWRIGHT_TEST_SEED: seed, CARTWRIGHT_TEST_CASES: cases };
}

/** Mocha prints its own summary; a reporter beside it leaves the figures in a file. */
async function runMocha(tally, files, all) {
  const figures = inRoot("build", "mocha.json");
  fs.rmSync(figures, { force: true });
  const args = [
    tool("mocha", "bin", "mocha.js"),
    "--reporter",
    inRoot("test", "support", "reporter.cjs"),
    ...(files.length === 0 ? ["test/**/*.test.ts"] : files),
  ];
  const code = await runAttached(process.execPath, args, { env: testEnvironment(all) });
  let stats;
  try {
    stats = JSON.parse(fs.readFileSync(figures, "utf8"));
  } catch {
    throw new SetupError(`Mocha ended with code ${code} before it could report.`, "Read what it printed above.");
  }
  tally.passed += stats.passed;
  tally.failed += stats.failed;
  if (code !== 0 && stats.failed === 0) tally.failed++; // a crash after the last test is a failure too
}
