/** Shelves, cards, and the places of the shop. */
export const GOODS = `
.welcome { max-width: 46rem; padding: clamp(0.6rem, 3vw, 2rem) 0 1.6rem; }
.welcome-who { color: var(--soft); margin-bottom: 0.5rem; }
.welcome h1 { font-size: clamp(2rem, 1.4rem + 3vw, 3.4rem); margin-bottom: 0.8rem; }
.welcome-text { font-size: 1.1rem; color: var(--soft); max-width: 38rem; }
.departments ul { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.6rem, 1fr)); gap: 0.9rem; }
.tile { display: flex; flex-direction: column; align-items: center; gap: 0.6rem; height: 100%; padding: 0.9rem 0.5rem; border-radius: var(--round); background: var(--sunken); color: var(--ink); text-align: center; text-decoration: none; font-weight: 500; font-size: 0.95rem; line-height: 1.25; transition: transform 0.15s ease; }
.tile:hover { transform: translateY(-2px); }
.tile img { width: 72px; border-radius: 50%; }

.shelf { margin-top: 2.8rem; }
.shelf h2 { margin-bottom: 1rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: 1.6rem 1.2rem; }
.card { position: relative; }
.card-link { display: block; color: var(--ink); text-decoration: none; }
.card-picture { width: 100%; aspect-ratio: 1; border-radius: var(--round); box-shadow: var(--shadow); margin-bottom: 0.75rem; transition: transform 0.18s ease; background: var(--sunken); }
.card-link:hover .card-picture { transform: translateY(-3px); }
.card-link:hover .card-title { text-decoration: underline; text-underline-offset: 0.15em; }
.card-brand { display: block; color: var(--soft); font-size: 0.8rem; letter-spacing: 0.02em; }
.card-title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; line-height: 1.35; font-size: 0.95rem; }
.card-price { margin: 0.3rem 0 0; font-variant-numeric: tabular-nums; }
.price { font-weight: 650; }
.price.offer { color: var(--offer); }
.price-before, .price-unknown { color: var(--soft); font-size: 0.9em; }
.card-why { margin: 0.4rem 0 0; padding-left: 0.6rem; border-left: 2px solid var(--accent); color: var(--soft); font-size: 0.8rem; line-height: 1.4; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 3px; padding: 0 0.1em; }

.path { margin-bottom: 1.2rem; font-size: 0.9rem; }
.path ol { display: flex; flex-wrap: wrap; gap: 0.3rem 0; }
.path li + li::before { content: "›"; margin: 0 0.5rem; color: var(--soft); }
.product { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.05fr); gap: clamp(1.2rem, 5vw, 4rem); align-items: start; }
.product-picture { width: 100%; border-radius: 22px; box-shadow: var(--shadow); }
.product-brand { color: var(--soft); margin-bottom: 0.4rem; }
.product-text h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.3rem); margin-bottom: 0.6rem; }
.stars { color: var(--star); margin-bottom: 0.4rem; }
.star-empty { opacity: 0.35; }
.star-number { color: var(--soft); font-variant-numeric: tabular-nums; }
.product-price { font-size: 1.5rem; margin: 0.8rem 0 1.2rem; }
.product-description { margin: 1.6rem 0; max-width: 36rem; white-space: pre-line; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.9rem 1.5rem; margin: 0; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.facts dt { color: var(--soft); font-size: 0.8rem; }
.facts dd { margin: 0; font-weight: 500; }

.results-head { margin-bottom: 1.6rem; }
.results-count { color: var(--soft); margin: 0.4rem 0 0; }
.meant { margin: 0.4rem 0 0; }
.results-frame { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: clamp(1.2rem, 3vw, 3rem); align-items: start; }
.filters summary { font-weight: 600; min-height: 44px; display: flex; align-items: center; cursor: pointer; }
.filters summary::before { content: "▸"; display: inline-block; margin-right: 0.5rem; color: var(--soft); }
.filters[open] summary::before { content: "▾"; }
fieldset { border: 0; border-top: 1px solid var(--line); margin: 0; padding: 0.9rem 0; min-width: 0; }
legend { float: left; width: 100%; font-weight: 600; font-size: 0.9rem; padding: 0; margin-bottom: 0.4rem; }
.choice { clear: both; display: flex; align-items: center; gap: 0.6rem; min-height: 32px; font-size: 0.92rem; cursor: pointer; }
.choice-count { margin-left: auto; color: var(--soft); font-size: 0.8rem; font-variant-numeric: tabular-nums; }
.sort { display: flex; align-items: center; justify-content: flex-end; gap: 0.6rem; margin-bottom: 1.2rem; color: var(--soft); font-size: 0.9rem; }
.sort select { color: var(--ink); }
.chips { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; margin-bottom: 1.4rem; font-size: 0.9rem; }
.chip { display: inline-block; padding: 0.3rem 0.9rem; border-radius: 999px; background: var(--accent-wash); color: var(--accent); text-decoration: none; font-weight: 500; }
.more { text-align: center; margin-top: 2rem; }
.empty { padding: 4rem 1rem; text-align: center; }
.empty h1 { margin-bottom: 0.8rem; }
.empty p { color: var(--soft); margin-bottom: 1.4rem; }

.basket { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: clamp(1.2rem, 4vw, 3.5rem); align-items: start; margin-top: 1.6rem; }
.line { display: grid; grid-template-columns: 88px minmax(0, 1fr) 4.6rem 6rem auto; align-items: center; gap: 1rem; padding: 1rem 0; border-top: 1px solid var(--line); }
.line img { border-radius: 10px; }
.line-title { color: var(--ink); }
.line input { width: 100%; text-align: center; }
.line .price { text-align: right; font-variant-numeric: tabular-nums; }
.pay { padding: 1.6rem; border-radius: var(--round); background: var(--sunken); }
.pay-total { display: flex; justify-content: space-between; align-items: baseline; font-size: 1.15rem; margin-bottom: 1.1rem; }
.pay-total strong { font: 600 1.6rem/1 var(--serif); }
.pay .button { width: 100%; }
.pay-note { margin: 0.9rem 0 0; color: var(--soft); font-size: 0.85rem; }

@media (max-width: 800px) {
  .product, .results-frame, .basket { grid-template-columns: minmax(0, 1fr); }
  .departments ul { grid-auto-flow: column; grid-template-columns: none; grid-auto-columns: 6.6rem; overflow-x: auto; margin: 0 -1rem; padding: 0.2rem 1rem 0.6rem; }
  .shelf .cards { grid-auto-flow: column; grid-template-columns: none; grid-auto-columns: 10.2rem; overflow-x: auto; margin: 0 -1rem; padding: 0.2rem 1rem 0.8rem; scroll-snap-type: x proximity; scroll-padding: 1rem; }
  .shelf .cards > li { scroll-snap-align: start; }
  .results { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.4rem 0.9rem; }
  .line { grid-template-columns: 64px minmax(0, 1fr) auto; gap: 0.6rem 0.9rem; }
  .line img { grid-row: 1 / span 2; align-self: start; }
  .line-title { grid-column: 2 / -1; }
  .line input { max-width: 4.6rem; }
  .line .button { grid-column: 2 / -1; justify-self: start; }
}
@media (prefers-color-scheme: dark) {
  .card-picture, .product-picture, .tile img, .line img, .suggestions img { filter: brightness(0.86); }
}
`;
