import type { Department, LeafCategory } from "./category";

const KNITS = { en: "Tops & Knitwear", zh: "上衣与针织" };
const OUTER = { en: "Outerwear & Accessories", zh: "外套与配饰" };
const SIZES: LeafCategory["sizes"] = [
  { en: "size S", zh: "S码" },
  { en: "size M", zh: "M码" },
  { en: "size L", zh: "L码" },
  { en: "size XL", zh: "XL码" },
];

export const CLOTHING: Department = {
  key: "clothing",
  name: { en: "Clothing", zh: "服饰" },
  leaves: [
    {
      key: "t-shirts",
      group: KNITS,
      name: { en: "T-Shirts", zh: "T恤" },
      nouns: { en: ["T-Shirt", "Crew Neck Tee"], zh: ["T恤", "圆领短袖"] },
      materials: [
        { en: "Organic Cotton", zh: "有机棉" },
        { en: "Linen", zh: "亚麻" },
        { en: "Merino", zh: "美利奴羊毛" },
      ],
      sizes: SIZES,
      features: [
        { en: "relaxed fit", zh: "宽松版型" },
        { en: "keeps its shape", zh: "不易变形" },
        { en: "soft seams", zh: "柔软无感缝线" },
      ],
      price: 20,
      season: { peakDay: 180, amplitude: 0.9 },
      goesWith: [],
      shape: "garment",
    },
    {
      key: "jumpers",
      group: KNITS,
      name: { en: "Jumpers", zh: "毛衣" },
      nouns: { en: ["Jumper", "Sweater"], zh: ["毛衣", "针织衫"] },
      materials: [
        { en: "Lambswool", zh: "羊羔毛" },
        { en: "Cashmere", zh: "羊绒" },
        { en: "Cotton", zh: "纯棉" },
      ],
      sizes: SIZES,
      features: [
        { en: "ribbed cuffs", zh: "罗纹袖口" },
        { en: "does not itch", zh: "亲肤不扎" },
        { en: "warm without weight", zh: "轻暖不臃肿" },
      ],
      price: 49,
      season: { peakDay: 325, amplitude: 1.1 },
      goesWith: ["scarves"],
      shape: "garment",
    },
    {
      key: "raincoats",
      group: OUTER,
      name: { en: "Raincoats", zh: "雨衣" },
      nouns: { en: ["Raincoat", "Waterproof Jacket"], zh: ["雨衣", "防水外套"] },
      materials: [
        { en: "Recycled Nylon", zh: "再生尼龙" },
        { en: "Waxed Cotton", zh: "油蜡棉" },
      ],
      sizes: SIZES,
      features: [
        { en: "taped seams", zh: "压胶接缝" },
        { en: "folds into its pocket", zh: "可收纳便携" },
        { en: "adjustable hood", zh: "可调节风帽" },
      ],
      price: 75,
      season: { peakDay: 290, amplitude: 0.6 },
      goesWith: ["hiking-boots"],
      shape: "garment",
    },
    {
      key: "scarves",
      group: OUTER,
      name: { en: "Scarves", zh: "围巾" },
      nouns: { en: ["Scarf", "Shawl"], zh: ["围巾", "披肩"] },
      materials: [
        { en: "Cashmere", zh: "羊绒" },
        { en: "Lambswool", zh: "羊羔毛" },
        { en: "Silk", zh: "真丝" },
      ],
      sizes: [
        { en: "30 x 180 cm", zh: "30乘180厘米" },
        { en: "70 x 200 cm", zh: "70乘200厘米" },
      ],
      features: [
        { en: "fringed ends", zh: "流苏边" },
        { en: "soft and warm", zh: "柔软保暖" },
        { en: "gift boxed", zh: "礼盒包装" },
      ],
      price: 29,
      season: { peakDay: 340, amplitude: 1.2 },
      goesWith: ["gloves"],
      shape: "textile",
    },
    {
      key: "gloves",
      group: OUTER,
      name: { en: "Gloves", zh: "手套" },
      nouns: { en: ["Gloves", "Winter Gloves"], zh: ["手套", "保暖手套"] },
      materials: [
        { en: "Leather", zh: "真皮" },
        { en: "Wool", zh: "羊毛" },
      ],
      sizes: SIZES,
      features: [
        { en: "work with touch screens", zh: "可触屏" },
        { en: "fleece lined", zh: "加绒内里" },
        { en: "snug wrist", zh: "收口防风" },
      ],
      price: 24,
      season: { peakDay: 345, amplitude: 1.2 },
      goesWith: [],
      shape: "glove",
    },
    {
      key: "socks",
      group: KNITS,
      name: { en: "Socks", zh: "袜子" },
      nouns: { en: ["Socks", "Ankle Socks"], zh: ["袜子", "短袜"] },
      materials: [
        { en: "Merino", zh: "美利奴羊毛" },
        { en: "Cotton", zh: "纯棉" },
        { en: "Bamboo", zh: "竹纤维" },
      ],
      sizes: [
        { en: "3 pairs", zh: "三双装" },
        { en: "5 pairs", zh: "五双装" },
      ],
      features: [
        { en: "cushioned sole", zh: "加厚袜底" },
        { en: "odour resistant", zh: "防臭吸汗" },
        { en: "no tight cuff", zh: "宽松不勒" },
      ],
      price: 13,
      season: { peakDay: 350, amplitude: 0.5 },
      goesWith: ["running-shoes", "hiking-boots"],
      shape: "textile",
    },
  ],
};
