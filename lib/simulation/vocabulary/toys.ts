import type { Department } from "./category";

const PLAY = { en: "Play", zh: "玩具" };
const PAPER = { en: "Paper & Gifts", zh: "文具礼品" };

export const TOYS: Department = {
  key: "toys",
  name: { en: "Toys & Gifts", zh: "玩具礼品" },
  leaves: [
    {
      key: "jigsaws",
      group: PLAY,
      name: { en: "Jigsaw Puzzles", zh: "拼图" },
      nouns: { en: ["Jigsaw Puzzle", "Puzzle"], zh: ["拼图", "益智拼图"] },
      materials: [
        { en: "Wooden", zh: "木质" },
        { en: "Recycled Card", zh: "再生纸板" },
      ],
      sizes: [
        { en: "100 pieces", zh: "100片" },
        { en: "500 pieces", zh: "500片" },
        { en: "1000 pieces", zh: "1000片" },
      ],
      features: [
        { en: "no two pieces alike", zh: "片片不同" },
        { en: "with poster", zh: "附原图海报" },
        { en: "dust-free cut", zh: "无尘切割" },
      ],
      price: 17,
      season: { peakDay: 350, amplitude: 0.9 },
      goesWith: ["puzzle-boards"],
      shape: "board",
    },
    {
      key: "puzzle-boards",
      group: PLAY,
      name: { en: "Puzzle Boards", zh: "拼图收纳板" },
      nouns: { en: ["Puzzle Board", "Jigsaw Tray"], zh: ["拼图收纳板", "拼图托盘"] },
      materials: [
        { en: "Felt", zh: "毛毡" },
        { en: "Birch", zh: "桦木" },
      ],
      sizes: [
        { en: "500 pieces", zh: "适用500片" },
        { en: "1000 pieces", zh: "适用1000片" },
      ],
      features: [
        { en: "sorting drawers", zh: "分类抽屉" },
        { en: "non-slip surface", zh: "防滑表面" },
        { en: "lies flat under a bed", zh: "床底平放" },
      ],
      price: 29,
      season: { peakDay: 350, amplitude: 0.8 },
      goesWith: [],
      shape: "board",
    },
    {
      key: "building-blocks",
      group: PLAY,
      name: { en: "Building Blocks", zh: "积木" },
      nouns: { en: ["Building Blocks", "Stacking Bricks"], zh: ["积木", "拼搭玩具"] },
      materials: [
        { en: "Beech", zh: "榉木" },
        { en: "Maple", zh: "枫木" },
      ],
      sizes: [
        { en: "50 pieces", zh: "50粒" },
        { en: "100 pieces", zh: "100粒" },
      ],
      features: [
        { en: "rounded corners", zh: "圆角打磨" },
        { en: "water-based paint", zh: "水性环保漆" },
        { en: "cotton storage bag", zh: "附棉布收纳袋" },
      ],
      price: 31,
      season: { peakDay: 345, amplitude: 1.0 },
      goesWith: [],
      shape: "box",
    },
    {
      key: "soft-toys",
      group: PLAY,
      name: { en: "Soft Toys", zh: "毛绒玩具" },
      nouns: { en: ["Soft Toy", "Plush Bear"], zh: ["毛绒玩具", "毛绒小熊"] },
      materials: [
        { en: "Organic Cotton", zh: "有机棉" },
        { en: "Plush", zh: "短毛绒" },
      ],
      sizes: [
        { en: "20 cm", zh: "20厘米" },
        { en: "35 cm", zh: "35厘米" },
      ],
      features: [
        { en: "safe from birth", zh: "婴儿可用" },
        { en: "machine washable", zh: "可机洗" },
        { en: "embroidered eyes", zh: "刺绣眼睛" },
      ],
      price: 19,
      season: { peakDay: 345, amplitude: 0.8 },
      goesWith: ["building-blocks"],
      shape: "toy",
    },
    {
      key: "notebooks",
      group: PAPER,
      name: { en: "Notebooks", zh: "笔记本" },
      nouns: { en: ["Notebook", "Journal"], zh: ["笔记本", "手账本"] },
      materials: [
        { en: "Leather", zh: "皮面" },
        { en: "Linen Bound", zh: "布面" },
        { en: "Recycled Paper", zh: "再生纸" },
      ],
      sizes: [
        { en: "A5", zh: "A5" },
        { en: "A6", zh: "A6" },
      ],
      features: [
        { en: "lies flat", zh: "可平摊" },
        { en: "dotted pages", zh: "点阵内页" },
        { en: "ribbon marker", zh: "丝带书签" },
      ],
      price: 12,
      season: { peakDay: 245, amplitude: 0.6 },
      goesWith: ["fountain-pens"],
      shape: "book",
    },
    {
      key: "fountain-pens",
      group: PAPER,
      name: { en: "Fountain Pens", zh: "钢笔" },
      nouns: { en: ["Fountain Pen", "Ink Pen"], zh: ["钢笔", "墨水笔"] },
      materials: [
        { en: "Brass", zh: "黄铜" },
        { en: "Resin", zh: "树脂" },
      ],
      sizes: [
        { en: "fine nib", zh: "细尖" },
        { en: "medium nib", zh: "中尖" },
      ],
      features: [
        { en: "writes smoothly", zh: "书写顺滑" },
        { en: "refillable", zh: "可吸墨" },
        { en: "gift boxed", zh: "礼盒包装" },
      ],
      price: 33,
      season: { peakDay: 248, amplitude: 0.6 },
      goesWith: [],
      shape: "tool",
    },
    {
      key: "gift-wrap",
      group: PAPER,
      name: { en: "Gift Wrap", zh: "礼品包装纸" },
      nouns: { en: ["Gift Wrap", "Wrapping Paper"], zh: ["礼品包装纸", "包装纸"] },
      materials: [
        { en: "Kraft Paper", zh: "牛皮纸" },
        { en: "Recycled Paper", zh: "再生纸" },
      ],
      sizes: [
        { en: "5 m roll", zh: "5米卷装" },
        { en: "set of 3", zh: "三卷装" },
      ],
      features: [
        { en: "thick paper", zh: "加厚不易破" },
        { en: "grid on the back", zh: "背面裁切线" },
        { en: "fully recyclable", zh: "可回收" },
      ],
      price: 6,
      season: { peakDay: 350, amplitude: 1.4 },
      goesWith: ["ribbons"],
      shape: "textile",
    },
    {
      key: "ribbons",
      group: PAPER,
      name: { en: "Ribbons", zh: "丝带" },
      nouns: { en: ["Ribbon", "Gift Ribbon"], zh: ["丝带", "礼品丝带"] },
      materials: [
        { en: "Satin", zh: "缎面" },
        { en: "Cotton", zh: "纯棉" },
        { en: "Velvet", zh: "天鹅绒" },
      ],
      sizes: [
        { en: "5 m", zh: "5米" },
        { en: "20 m", zh: "20米" },
      ],
      features: [
        { en: "does not fray", zh: "不易散边" },
        { en: "double-sided", zh: "双面同色" },
        { en: "ties a full bow", zh: "易打蝴蝶结" },
      ],
      price: 5,
      season: { peakDay: 350, amplitude: 1.3 },
      goesWith: [],
      shape: "bow",
    },
  ],
};
