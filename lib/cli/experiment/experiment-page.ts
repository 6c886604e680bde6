import { escapeHtml, type Figure, figureSvg, lineFigure, scatterFigure } from "../../display";
import type { ReadRun } from "./read-run";
import type { ExperimentRun } from "./run-experiment";

/** The figures of a report: each metric's effect beside the truth, and the course of the revenue. */
export function experimentFigures({ report, truths, looks }: ReadRun): Figure[] {
  const figures: Figure[] = [];
  if (report.findings.length > 0) {
    // Metrics have units of their own: each is drawn in standard errors of its effect.
    const findings = report.findings.filter(({ effect }) => effect.standardError > 0);
    const inErrors = findings.map(({ effect }) => effect.difference / effect.standardError);
    const truth = findings.map(({ metric, effect }) => {
      return truths.find((one) => one.metric === metric)!.truth / effect.standardError;
    });
    const error = findings.map(({ effect }) => (effect.high - effect.low) / 2 / effect.standardError);
    const x = findings.map(({ metric }) => metric);
    figures.push(
      scatterFigure({
        title: "What was measured, and what is true",
        subtitle: "treatment minus control, in standard errors; the bars are 95 % intervals",
        yLabel: "effect",
        series: [
          { name: "measured", x, y: inErrors, error },
          { name: "truth", x, y: truth },
        ],
      }),
    );
  }
  if (looks.length > 1) {
    const x = looks.map(({ customers }) => customers);
    const line = (name: string, y: readonly number[]) => ({ name, x, y });
    const truth = truths.find(({ metric }) => metric === "revenue per customer")!.truth;
    figures.push(
      lineFigure({
        title: "Who looks often needs the wider interval",
        subtitle: "difference in revenue per customer as customers come in",
        xLabel: "customers so far",
        yLabel: "difference",
        series: [
          line(
            "difference",
            looks.map(({ difference }) => difference),
          ),
          line(
            "one look: low",
            looks.map(({ difference, once }) => difference - once),
          ),
          line(
            "one look: high",
            looks.map(({ difference, once }) => difference + once),
          ),
          line(
            "all looks: low",
            looks.map(({ difference, always }) => difference - always),
          ),
          line(
            "all looks: high",
            looks.map(({ difference, always }) => difference + always),
          ),
          line(
            "truth",
            looks.map(() => truth),
          ),
        ],
      }),
    );
  }
  return figures;
}

/** The report as a page that needs nothing else. Throws NotSupportedError where plotly.js or jsdom is not installed. */
export function experimentPage(run: ExperimentRun, read: ReadRun): string {
  const { design, results, versions, seconds } = run;
  const rows = read.report.findings.map(({ metric, control, treatment, effect, adjustedPValue, verdict }) => {
    const truth = read.truths.find((one) => one.metric === metric)!.truth;
    const numbers = [control.value, treatment.value, effect.difference, effect.low, effect.high, truth, adjustedPValue];
    return [metric, ...numbers.map((value) => value.toPrecision(3)), verdict];
  });
  const header = [
    "metric",
    ...design.arms.map(({ name }) => name),
    "difference",
    "low",
    "high",
    "truth",
    "p",
    "verdict",
  ];
  const cell = (tag: "td" | "th") => (text: string) => `<${tag}>${escapeHtml(text)}</${tag}>`;
  const title = `Experiment: ${design.id}`;
  const sentence =
    `${results.length} customers came over HTTP in ${seconds.toFixed(1)} s; ` +
    design.arms.map(({ name }, n) => `${read.units[n]} saw ${name} (${versions[n]})`).join(", ") +
    `, ${read.crossed} saw both. ${read.report.reason}.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(sentence)}</p>
<table><thead><tr>${header.map(cell("th")).join("")}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("\n")}</tbody></table>
${experimentFigures(read).map(figureSvg).join("\n")}
</body></html>
`;
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}" +
  "table{border-collapse:collapse;margin:1.5rem 0;font-variant-numeric:tabular-nums}" +
  "th,td{padding:.35rem .8rem;border-bottom:1px solid #ddd;text-align:right}th:first-child,td:first-child{text-align:left}" +
  "svg{max-width:100%;height:auto}";
