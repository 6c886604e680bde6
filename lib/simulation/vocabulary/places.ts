import type { Word } from "./words";

/** A country that the shop delivers to. */
export interface Country extends Word {
  /** Share of the customers. */
  readonly share: number;
  /** Share of its customers who read and search in Chinese; the others use English. */
  readonly chinese: number;
  readonly regions: readonly string[];
}

/** Where customers live. */
export const COUNTRIES: readonly Country[] = [
  {
    en: "United Kingdom",
    zh: "英国",
    share: 0.36,
    chinese: 0.02,
    regions: ["London", "North West", "Scotland", "South East", "Wales", "Yorkshire"],
  },
  {
    en: "China",
    zh: "中国",
    share: 0.28,
    chinese: 0.98,
    regions: ["Beijing", "Guangdong", "Jiangsu", "Shanghai", "Sichuan", "Zhejiang"],
  },
  {
    en: "Singapore",
    zh: "新加坡",
    share: 0.08,
    chinese: 0.45,
    regions: ["Central", "East", "North", "West"],
  },
  { en: "Germany", zh: "德国", share: 0.1, chinese: 0, regions: ["Bavaria", "Berlin", "Hamburg", "Hesse"] },
  { en: "France", zh: "法国", share: 0.08, chinese: 0, regions: ["Brittany", "Occitanie", "Paris Region"] },
  {
    en: "Australia",
    zh: "澳大利亚",
    share: 0.1,
    chinese: 0.1,
    regions: ["New South Wales", "Queensland", "Victoria"],
  },
];
