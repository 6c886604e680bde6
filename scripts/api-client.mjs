// Writes the types of the typed client (lib/serving/client/api-types.ts) from the server's own OpenAPI document.
// With --check it writes nothing and fails when the file is not in step.
import fs from "node:fs";
import { createRequire } from "node:module";
import openapiTS, { astToString } from "openapi-typescript";
import * as prettier from "prettier";
import { inRoot } from "./setup/paths.mjs";

const { startServer } = createRequire(import.meta.url)("cartwright/serving");
const file = inRoot("lib", "serving", "client", "api-types.ts");
const HEAD = "// Made by scripts/api-client.mjs from the server's OpenAPI document. Do not edit.\n";

const server = await startServer({ adminKey: "a key that nobody is told" });
const document = await (await fetch(`${server.address}/openapi.json`)).json();
await server.close();
const config = (await prettier.resolveConfig(file)) ?? {};
const made = await prettier.format(HEAD + astToString(await openapiTS(document)), { ...config, filepath: file });
const there = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
if (made !== there && process.argv.includes("--check")) {
  console.error("lib/serving/client/api-types.ts is not in step with the routes: node scripts/api-client.mjs");
  process.exit(1);
}
if (made !== there) fs.writeFileSync(file, made);
