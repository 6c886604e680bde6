import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "cartwright/serving";
import { toyRecommender } from "./toy-recommender";

const ALL = process.env.CARTWRIGHT_TEST_ALL === "1";
/** Another version asks other questions. */
const PACKAGE = "schemathesis==4.32.5";
const VENV = join(__dirname, "../../../build/schemathesis-venv");

/** The program: where SCHEMATHESIS says, else in an environment of its own, made once. Says why where there is none. */
function findSchemathesis(): { readonly program?: string; readonly why: string } {
  const given = process.env.SCHEMATHESIS;
  if (given !== undefined) return { program: given, why: "" };
  const program = join(VENV, "bin", "schemathesis");
  const works = (): boolean => spawnSync(program, ["--version"]).status === 0;
  if (works()) return { program, why: "" };
  const steps = [
    ["python3", "-m", "venv", VENV],
    [join(VENV, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE],
  ];
  for (const [command = "", ...words] of steps) {
    const { status, stderr, error } = spawnSync(command, words, { encoding: "utf8", timeout: 240_000 });
    const said = error?.message ?? stderr.trim().split("\n").at(-1);
    if (status !== 0) return { why: `${PACKAGE} could not be installed from PyPI: ${said}` };
  }
  return works() ? { program, why: "" } : { why: `${PACKAGE} was installed and does not start` };
}

describe("the OpenAPI document", () => {
  const told = ALL ? "" : " (with npm run test:all)";
  (ALL ? it : it.skip)(`holds for whatever Schemathesis asks: no 5xx, no breach${told}`, async function () {
    this.timeout(900_000);
    const { program, why } = findSchemathesis();
    if (program === undefined) {
      console.log(`      skipped: ${why}`);
      return this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    const server = await startServer({
      recommender: toyRecommender(),
      search: { search: (query) => ({ query, items: [], total: 0 }), suggest: (text) => ({ text, completions: [] }) },
      classifier: { predict: (texts) => texts.map(() => ({ label: "a", probabilities: { a: 1 } })) },
      adminKey: "a key of more than sixteen characters",
    });
    try {
      const checks = [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
      ];
      const words = ["run", `${server.address}/openapi.json`, "--checks", checks.join(","), "--max-examples", "50"];
      const child = spawn(program, [...words, "--seed", "1", "--no-color"], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
      const [code] = (await once(child, "close")) as [number];
      assert.equal(code, 0, said.slice(-6000));
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });
});
