import { existsSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST_FILE, readManifest } from "../../bundle";

/** What `finetune` noted about a classifier; nothing of a folder that others made. */
export interface SavedSettings {
  readonly text: readonly string[] | undefined;
  readonly maxLength: number | undefined;
}

/** Reads it from the folder's manifest. */
export async function savedSettings(folder: string): Promise<SavedSettings> {
  if (!existsSync(join(folder, MANIFEST_FILE))) return { text: undefined, maxLength: undefined };
  const { columns, settings } = (await readManifest(folder)).manifest;
  const text = columns?.["text"];
  const maxLength = settings["maxLength"];
  return {
    text: Array.isArray(text) ? (text as string[]) : undefined,
    maxLength: typeof maxLength === "number" ? maxLength : undefined,
  };
}
