import { randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import * as path from "node:path";

/** A name beside `target`, on the same disk, that nothing else uses: what is written there can be renamed into place. */
export function temporaryBeside(target: string): string {
  return path.join(
    path.dirname(target),
    `.${path.basename(target)}.${process.pid}-${randomBytes(4).toString("hex")}.part`,
  );
}

/** Flushes a finished file to the disk and gives it its final name in one step. */
export async function putInPlace(temporary: string, target: string): Promise<void> {
  const handle = await fs.open(temporary, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(temporary, target);
}
