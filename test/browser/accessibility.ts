import fs from "node:fs";
import type { Page } from "playwright-core";

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong by the rules of WCAG 2.2, levels A and AA, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe); // by the protocol, as a person's tools do: the page's own policy lets no such script in
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await axe.run({ runOnly: { type: "tag", values: tags } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
    );
  });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
}
