/**
 * Colours, type and measures, by day and by night. Every text colour keeps at least 4.5 to 1 against the surfaces that it
 * stands on (WCAG AA); the test in a browser measures it.
 */
export const TOKENS = `
:root {
  --paper: #fbf8f3;
  --surface: #ffffff;
  --sunken: #f3ede3;
  --ink: #241f1a;
  --soft: #655c51;
  --line: #e4dacb;
  --accent: #1d5c4a;
  --accent-ink: #ffffff;
  --accent-wash: #e4efe9;
  --offer: #a5331f;
  --star: #9a6a00;
  --mark: #ffe9a8;
  --mark-ink: #241f1a;
  --shadow: 0 1px 2px rgb(58 44 24 / 6%), 0 6px 20px rgb(58 44 24 / 7%);
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Songti SC", "Noto Serif CJK SC", "SimSun", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  --round: 14px;
  color-scheme: light;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171513;
    --surface: #211e1b;
    --sunken: #2a2622;
    --ink: #f1ebe1;
    --soft: #b9ad9d;
    --line: #3a342d;
    --accent: #8fd3b8;
    --accent-ink: #10241d;
    --accent-wash: #20342c;
    --offer: #ff9d87;
    --star: #e8b94a;
    --mark: #6b5310;
    --mark-ink: #fff6dc;
    --shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 6px 20px rgb(0 0 0 / 30%);
    color-scheme: dark;
  }
}
`;
