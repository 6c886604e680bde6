/** The page as a whole: type, links, buttons, header, what lies over it. */
export const FRAME = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; margin: 0; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2vw, 2.5rem); }
h2 { font-size: 1.45rem; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 0.4rem; }
:lang(zh) h1, :lang(zh) h2, :lang(zh) h3 { letter-spacing: 0.02em; }
p { margin: 0 0 0.6rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
ul, ol { list-style: none; margin: 0; padding: 0; }
img { display: block; max-width: 100%; height: auto; }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1:focus { outline: none; }
.icon { width: 1.35em; height: 1.35em; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--accent); color: var(--accent-ink); padding: 0.6rem 1rem; border-radius: 0 0 8px 8px; z-index: 30; }
.skip:focus { top: 0; }

.button { display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem; min-height: 46px; padding: 0 1.5rem; border: 1px solid var(--accent); border-radius: 999px; background: var(--accent); color: var(--accent-ink); font: 600 1rem/1 var(--sans); text-decoration: none; cursor: pointer; transition: transform 0.12s ease, box-shadow 0.12s ease; }
.button:hover { box-shadow: var(--shadow); transform: translateY(-1px); }
.button.quiet { background: transparent; color: var(--accent); border-color: var(--line); }
.button.small { min-height: 38px; padding: 0 0.9rem; font-size: 0.875rem; }
select, input { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; min-height: 40px; padding: 0 0.6rem; }
input[type="checkbox"] { min-height: 0; width: 1.05rem; height: 1.05rem; accent-color: var(--accent); margin: 0; }

.header { position: sticky; top: 0; z-index: 20; display: grid; grid-template-columns: auto minmax(12rem, 38rem) auto; align-items: center; justify-content: space-between; gap: 0.8rem 1.6rem; padding: 0.8rem clamp(1rem, 4vw, 3rem); background: var(--paper); border-bottom: 1px solid var(--line); }
.logo { font: 700 1.5rem/1 var(--serif); color: var(--ink); text-decoration: none; letter-spacing: -0.02em; white-space: nowrap; }
.tools { display: flex; align-items: center; gap: 0.35rem; }
.tool { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 42px; min-width: 42px; justify-content: center; padding: 0 0.65rem; border: 0; border-radius: 10px; background: transparent; color: var(--ink); font: 500 0.95rem/1 var(--sans); text-decoration: none; cursor: pointer; white-space: nowrap; }
.tool:hover, .tool[aria-expanded="true"] { background: var(--sunken); }
.visitor { display: flex; align-items: center; gap: 0.5rem; font-size: 0.85rem; color: var(--soft); white-space: nowrap; }
.visitor select { color: var(--ink); max-width: 11rem; }
.basket-count { min-width: 1.5rem; padding: 0.2rem 0.4rem; border-radius: 999px; background: var(--accent); color: var(--accent-ink); font-size: 0.8rem; font-weight: 700; text-align: center; }

.search { position: relative; display: flex; }
.search input { flex: 1; min-width: 0; min-height: 46px; padding: 0 3.2rem 0 1.2rem; border-radius: 999px; background: var(--surface); appearance: none; }
.search input::placeholder { color: var(--soft); opacity: 1; }
.search-button { position: absolute; right: 5px; top: 5px; width: 36px; height: 36px; display: grid; place-items: center; border: 0; border-radius: 50%; background: var(--accent); color: var(--accent-ink); cursor: pointer; }
.suggestions { position: absolute; top: calc(100% + 6px); left: 0; right: 0; padding: 0.4rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shadow); max-height: 70vh; overflow: auto; }
.suggestions li { display: flex; align-items: center; gap: 0.8rem; min-height: 44px; padding: 0.25rem 0.8rem; border-radius: 9px; cursor: pointer; }
.suggestions li .icon { color: var(--soft); width: 1.1em; }
.suggestions li img { border-radius: 6px; }
.suggestions li[aria-selected="true"], .suggestions li:hover { background: var(--accent-wash); }

.frame { display: grid; grid-template-columns: minmax(0, 1fr); }
.with-panel .frame { grid-template-columns: minmax(0, 1fr) 23rem; }
main { width: 100%; max-width: 84rem; margin: 0 auto; padding: clamp(1rem, 3vw, 2.2rem) clamp(1rem, 4vw, 3rem) 5rem; min-height: 80vh; }
main:focus { outline: none; }
.notice { position: fixed; left: 50%; bottom: 1.5rem; z-index: 40; margin: 0; padding: 0.8rem 1.4rem; border-radius: 999px; background: var(--ink); color: var(--paper); opacity: 0; visibility: hidden; transform: translate(-50%, 1rem); transition: opacity 0.2s, transform 0.2s, visibility 0.2s; pointer-events: none; }
.notice.shown { opacity: 1; visibility: visible; transform: translate(-50%, 0); }

.panel { position: sticky; top: 4.9rem; align-self: start; height: calc(100vh - 4.9rem); overflow: auto; padding: 1.4rem 1.5rem 3rem; background: var(--surface); border-left: 1px solid var(--line); font-size: 0.9rem; }
.panel-head { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin-bottom: 0.8rem; }
.panel h2 { font-size: 1.25rem; }
.said { width: 100%; border-collapse: collapse; margin: 0.8rem 0; }
.said th, .said td { text-align: left; padding: 0.5rem 0.5rem 0.5rem 0; border-top: 1px solid var(--line); vertical-align: top; font-weight: 500; }
.said thead th { color: var(--soft); font-size: 0.8rem; border-top: 0; }
.model { display: inline-block; white-space: nowrap; padding: 0.05rem 0.5rem; border-radius: 6px; background: var(--accent-wash); color: var(--accent); font-weight: 600; }
.duration { font-variant-numeric: tabular-nums; white-space: nowrap; }
.duration meter { display: block; width: 100%; height: 0.5rem; }
.experiment { padding: 0.7rem 0.9rem; border-radius: 10px; background: var(--sunken); }
.deeds li { padding: 0.3rem 0; border-top: 1px solid var(--line); }

@media (max-width: 1100px) {
  .visitor span { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
}
@media (max-width: 800px) {
  .header { gap: 0.6rem; position: static; }
  .search { grid-column: 1 / -1; grid-row: 2; }
  .header { grid-template-columns: minmax(0, 1fr) auto; }
  .visitor select { max-width: 6.4rem; }
  .tools { gap: 0; }
  .tool { padding: 0 0.4rem; min-width: 44px; min-height: 44px; }
  .logo { font-size: 1.15rem; white-space: normal; word-break: keep-all; }
  .with-panel .frame { grid-template-columns: minmax(0, 1fr); }
  .panel { position: static; height: auto; border-left: 0; border-top: 1px solid var(--line); grid-row: 1; }
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; scroll-behavior: auto !important; }
}
`;
