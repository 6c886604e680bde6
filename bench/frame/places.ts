import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** Where the benches find and leave things. Everything made lies under build/, which is not committed. */
export const places = {
  root,
  peers: join(root, "bench", "peers"),
  requirements: join(root, "bench", "peers", "requirements.txt"),
  makeInputs: join(root, "bench", "make_inputs.py"),
  ours: join(root, "bench", "ours.ts"),
  venv: join(root, "build", "bench-venv"),
  nbgraderRequirements: join(root, "jupyter", "nbgrader", "requirements.txt"),
  nbgraderVenv: join(root, "build", "nbgrader-venv"),
  inputs: join(root, "build", "bench-inputs"),
  results: join(root, "build", "bench"),
};
