import type { Word } from "./words";

/** Age bands, youngest first; the last one is open. */
export const AGE_BANDS = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"] as const;

/** A planted kind of customer. */
export interface Segment extends Word {
  /** Share of the customers. */
  readonly share: number;
  /** How much each department, by key, pulls its taste. */
  readonly departments: Readonly<Record<string, number>>;
  /** English name of the style it likes. */
  readonly style: string;
  /** Median of β, the utility lost per unit of log price. */
  readonly priceSensitivity: number;
  /** Mean visits a year. */
  readonly visitsPerYear: number;
  /** Weights of the age bands. */
  readonly ages: readonly number[];
}

/** The seven kinds of customer. */
export const SEGMENTS: readonly Segment[] = [
  {
    en: "home cooks",
    zh: "烹饪爱好者",
    share: 0.18,
    departments: { kitchen: 1, home: 0.2 },
    style: "Rustic",
    priceSensitivity: 1.0,
    visitsPerYear: 4,
    ages: [1, 2, 4, 4, 3, 2],
  },
  {
    en: "home stylists",
    zh: "家居控",
    share: 0.16,
    departments: { home: 1, clothing: 0.2 },
    style: "Nordic",
    priceSensitivity: 0.6,
    visitsPerYear: 4.5,
    ages: [2, 5, 4, 2, 1, 1],
  },
  {
    en: "gardeners",
    zh: "园艺爱好者",
    share: 0.12,
    departments: { garden: 1, kitchen: 0.2 },
    style: "Handcrafted",
    priceSensitivity: 0.8,
    visitsPerYear: 3,
    ages: [0.3, 1, 2, 3, 4, 5],
  },
  {
    en: "outdoor people",
    zh: "户外运动者",
    share: 0.15,
    departments: { outdoor: 1, clothing: 0.3 },
    style: "Minimalist",
    priceSensitivity: 0.9,
    visitsPerYear: 3.5,
    ages: [3, 5, 4, 2, 1, 0.5],
  },
  {
    en: "tech fans",
    zh: "数码发烧友",
    share: 0.14,
    departments: { electronics: 1 },
    style: "Modern",
    priceSensitivity: 1.4,
    visitsPerYear: 5,
    ages: [5, 5, 3, 1, 0.5, 0.3],
  },
  {
    en: "young families",
    zh: "亲子家庭",
    share: 0.14,
    departments: { toys: 1, home: 0.3 },
    style: "Playful",
    priceSensitivity: 1.8,
    visitsPerYear: 5.5,
    ages: [1, 5, 5, 1, 0.5, 0.5],
  },
  {
    en: "dressers",
    zh: "穿搭达人",
    share: 0.11,
    departments: { clothing: 1, toys: 0.2 },
    style: "Retro",
    priceSensitivity: 1.2,
    visitsPerYear: 4.5,
    ages: [5, 4, 2, 2, 1, 1],
  },
];
