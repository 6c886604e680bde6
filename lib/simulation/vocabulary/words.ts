/** One meaning in the two languages of the shop. */
export interface Word {
  readonly en: string;
  readonly zh: string;
}

/** A colour's names and its sRGB value, which the drawn pictures use. */
export interface Colour extends Word {
  readonly hex: string;
}

/** A made-up maker of goods. */
export interface Brand extends Word {
  /** Departments it sells in, by key. */
  readonly departments: readonly string[];
  /** Its prices over the median price of the same kind of product. */
  readonly priceLevel: number;
}

/** The colours that products come in. */
export const COLOURS: readonly Colour[] = [
  { en: "Ivory", zh: "象牙白", hex: "#f3ecd9" },
  { en: "Charcoal", zh: "炭灰色", hex: "#454a50" },
  { en: "Midnight Blue", zh: "午夜蓝", hex: "#22335c" },
  { en: "Sky Blue", zh: "天蓝色", hex: "#8fc1e3" },
  { en: "Sage Green", zh: "鼠尾草绿", hex: "#9caf88" },
  { en: "Forest Green", zh: "森林绿", hex: "#2f5d3a" },
  { en: "Mustard", zh: "芥末黄", hex: "#d9a520" },
  { en: "Terracotta", zh: "陶土色", hex: "#c8654a" },
  { en: "Brick Red", zh: "砖红色", hex: "#a33b32" },
  { en: "Blush Pink", zh: "腮红粉", hex: "#eab8b2" },
  { en: "Plum", zh: "梅子紫", hex: "#6b3a5b" },
  { en: "Sand", zh: "沙色", hex: "#d8c3a0" },
];

/** The styles that products are made in; each is a direction in the space of tastes. */
export const STYLES: readonly Word[] = [
  { en: "Classic", zh: "经典款" },
  { en: "Modern", zh: "现代风" },
  { en: "Rustic", zh: "田园风" },
  { en: "Minimalist", zh: "极简" },
  { en: "Retro", zh: "复古" },
  { en: "Nordic", zh: "北欧风" },
  { en: "Playful", zh: "童趣" },
  { en: "Handcrafted", zh: "手工" },
];

/** The brands, all made up; every department has five. */
export const BRANDS: readonly Brand[] = [
  { en: "Brindlewick", zh: "布林威", departments: ["kitchen", "home"], priceLevel: 1.1 },
  { en: "Osterby", zh: "奥斯特比", departments: ["kitchen", "home", "garden"], priceLevel: 1.0 },
  { en: "Quillmere", zh: "奎尔米", departments: ["kitchen", "toys"], priceLevel: 0.9 },
  { en: "Songye", zh: "松野", departments: ["kitchen", "outdoor", "garden"], priceLevel: 0.85 },
  { en: "Hallonby", zh: "哈隆比", departments: ["kitchen", "clothing"], priceLevel: 1.35 },
  { en: "Velmora", zh: "维尔莫拉", departments: ["home", "clothing"], priceLevel: 1.4 },
  { en: "Banxia", zh: "半夏", departments: ["home", "clothing", "toys"], priceLevel: 0.8 },
  { en: "Linnea Holt", zh: "林妮雅", departments: ["home", "garden"], priceLevel: 1.15 },
  { en: "Thistledown", zh: "蓟绒", departments: ["garden", "toys"], priceLevel: 0.95 },
  { en: "Greensleeve", zh: "绿袖", departments: ["garden", "clothing"], priceLevel: 1.05 },
  { en: "Kestrelle", zh: "凯斯翠", departments: ["clothing", "outdoor"], priceLevel: 1.2 },
  { en: "Tanvik", zh: "唐维克", departments: ["outdoor", "electronics"], priceLevel: 1.25 },
  { en: "Ridgeway & Fell", zh: "岭野", departments: ["outdoor"], priceLevel: 1.0 },
  { en: "Farhollow", zh: "远谷", departments: ["outdoor", "toys"], priceLevel: 0.8 },
  { en: "Lumeroo", zh: "鹿萌", departments: ["toys", "electronics"], priceLevel: 1.05 },
  { en: "Ampersound", zh: "安培声", departments: ["electronics"], priceLevel: 1.3 },
  { en: "Voltaire Nine", zh: "伏九", departments: ["electronics"], priceLevel: 1.0 },
  { en: "Pinglan", zh: "平澜", departments: ["electronics"], priceLevel: 0.75 },
];
