import { promises as fs } from "node:fs";
import * as path from "node:path";

/** The two samples as they are. */
export async function prepareAsapSample([train, dev]: readonly string[], folder: string): Promise<void> {
  await fs.copyFile(train!, path.join(folder, "train_sample.csv"));
  await fs.copyFile(dev!, path.join(folder, "dev_sample.csv"));
}
