import { escapeHtml } from "../../display";

/** A page that stands alone: no script, no font, nothing from the network. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #57606a; --line: #d0d7de; --paper: #fff; --good: #00704f; --bad: #b34700; --fill: #eef1f4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9da7b1; --line: #3d444d; --paper: #14181d; --good: #4fc79a; --bad: #f0955a; --fill: #242a31; } }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: var(--ink); background: var(--paper); max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
.quiet { color: var(--quiet); } .good { color: var(--good); } .bad { color: var(--bad); }
section.question { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: .75rem 0; }
.head { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; } .marks { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 600; }
.bar { height: 8px; background: var(--fill); border-radius: 4px; overflow: hidden; margin: .5rem 0 1rem; } .bar > div { height: 100%; background: var(--good); }
ul { padding-left: 1.3rem; margin: .4rem 0; } li { margin: .2rem 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
code { font-size: .9em; background: var(--fill); padding: 0 .25em; border-radius: 3px; }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
