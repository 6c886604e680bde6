import os from "node:os";

/** Name of this machine's processor, or its architecture where the system does not tell. */
export function processorName(): string {
  const model = os.cpus()[0]?.model.replace(/\s+/g, " ").trim();
  return model === undefined || model === "" || model === "unknown" ? os.arch() : model;
}
