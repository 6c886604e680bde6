import { cpus } from "node:os";
import type { Bench } from "./bench";
import type { BenchResult } from "./measure";

/** The results as a Markdown table, with the machine they were made on: they hold for that machine and run alone. */
export function resultsTable(rows: readonly (readonly [Bench, BenchResult])[], now: Date): string {
  const lines = rows.map(([bench, result]) => {
    const { name, ours_s, peer_s, ratio, quality_ours, quality_peer, threads, rss_mb_ours, rss_mb_peer } = result;
    const cells = [
      name,
      bench.title,
      bench.peerTitle,
      threads,
      ours_s.toFixed(2),
      peer_s?.toFixed(2) ?? "-",
      ratio?.toFixed(2) ?? "-",
      `${bench.qualityName} ${quality_ours.toFixed(4)} / ${quality_peer?.toFixed(4) ?? "-"}`,
      `${rss_mb_ours} / ${rss_mb_peer ?? "-"}`,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "# Benches",
    "",
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}, ${now.toISOString()}.`,
    "Ratio = best peer time / best time of ours, both sides alternately in one run, each run in a process of its own.",
    "",
    "| name | work | peer | threads | ours (s) | peer (s) | ratio | quality ours / peer | MiB ours / peer |",
    "|---|---|---|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}
