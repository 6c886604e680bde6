import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "cartwright/serving";
import { toyRecommender } from "./toy-recommender";

/** `pip install schemathesis` and name the program here, or have it on the path. */
const PROGRAM = process.env.SCHEMATHESIS ?? "schemathesis";
const ALL = process.env.CARTWRIGHT_TEST_ALL === "1";
const HAS_IT = ALL && spawnSync(PROGRAM, ["--version"]).status === 0;
const why = HAS_IT ? "" : ALL ? " (skipped: no schemathesis, pip install schemathesis)" : " (with npm run test:all)";

describe("the OpenAPI document", () => {
  (HAS_IT ? it : it.skip)(`holds for whatever Schemathesis asks: no 5xx, no breach${why}`, async function () {
    this.timeout(600_000);
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
      const child = spawn(PROGRAM, [...words, "--seed", "1", "--no-color"], {
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
