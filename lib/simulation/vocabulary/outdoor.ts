import type { Department } from "./category";

const CAMPING = { en: "Camping", zh: "露营" };
const FOOTWEAR = { en: "Footwear", zh: "鞋靴" };
const FITNESS = { en: "Fitness", zh: "健身" };
const SHOE_SIZES = [
  { en: "size 38", zh: "38码" },
  { en: "size 41", zh: "41码" },
  { en: "size 44", zh: "44码" },
];

export const OUTDOOR: Department = {
  key: "outdoor",
  name: { en: "Outdoor & Sport", zh: "户外运动" },
  leaves: [
    {
      key: "tents",
      group: CAMPING,
      name: { en: "Tents", zh: "帐篷" },
      nouns: { en: ["Tent", "Camping Tent"], zh: ["帐篷", "露营帐篷"] },
      materials: [
        { en: "Ripstop Nylon", zh: "防撕裂尼龙" },
        { en: "Polycotton", zh: "涤棉" },
      ],
      sizes: [
        { en: "2 person", zh: "双人" },
        { en: "4 person", zh: "四人" },
      ],
      features: [
        { en: "pitches in five minutes", zh: "五分钟速开" },
        { en: "storm-proof", zh: "防风防暴雨" },
        { en: "airy inner", zh: "通风内帐" },
      ],
      price: 139,
      season: { peakDay: 165, amplitude: 1.3 },
      goesWith: ["sleeping-bags"],
      shape: "tent",
    },
    {
      key: "sleeping-bags",
      group: CAMPING,
      name: { en: "Sleeping Bags", zh: "睡袋" },
      nouns: { en: ["Sleeping Bag", "Camping Quilt"], zh: ["睡袋", "露营被"] },
      materials: [
        { en: "Down", zh: "羽绒" },
        { en: "Synthetic", zh: "中空棉" },
      ],
      sizes: [
        { en: "regular", zh: "标准款" },
        { en: "long", zh: "加长款" },
      ],
      features: [
        { en: "warm to 0 °C", zh: "零度保暖" },
        { en: "packs small", zh: "压缩收纳" },
        { en: "two-way zip", zh: "双向拉链" },
      ],
      price: 72,
      season: { peakDay: 170, amplitude: 1.1 },
      goesWith: ["camping-lanterns"],
      shape: "bag",
    },
    {
      key: "camping-lanterns",
      group: CAMPING,
      name: { en: "Camping Lanterns", zh: "露营灯" },
      nouns: { en: ["Camping Lantern", "Tent Light"], zh: ["露营灯", "帐篷灯"] },
      materials: [
        { en: "Solar", zh: "太阳能" },
        { en: "Steel", zh: "不锈钢" },
      ],
      sizes: [
        { en: "200 lumens", zh: "200流明" },
        { en: "500 lumens", zh: "500流明" },
      ],
      features: [
        { en: "hook and magnet", zh: "挂钩磁吸两用" },
        { en: "warm light", zh: "暖光氛围" },
        { en: "charges phones", zh: "可给手机充电" },
      ],
      price: 26,
      season: { peakDay: 175, amplitude: 1.0 },
      goesWith: [],
      shape: "lamp",
    },
    {
      key: "backpacks",
      group: CAMPING,
      name: { en: "Backpacks", zh: "背包" },
      nouns: { en: ["Backpack", "Rucksack"], zh: ["背包", "双肩包"] },
      materials: [
        { en: "Recycled Nylon", zh: "再生尼龙" },
        { en: "Canvas", zh: "帆布" },
      ],
      sizes: [
        { en: "20 litre", zh: "20升" },
        { en: "35 litre", zh: "35升" },
        { en: "50 litre", zh: "50升" },
      ],
      features: [
        { en: "padded straps", zh: "加厚肩带" },
        { en: "rain cover", zh: "附防雨罩" },
        { en: "many pockets", zh: "多隔层" },
      ],
      price: 65,
      season: { peakDay: 210, amplitude: 0.6 },
      goesWith: ["water-bottles"],
      shape: "bag",
    },
    {
      key: "water-bottles",
      group: FITNESS,
      name: { en: "Water Bottles", zh: "运动水壶" },
      nouns: { en: ["Water Bottle", "Drinking Flask"], zh: ["运动水壶", "保温杯"] },
      materials: [
        { en: "Steel", zh: "不锈钢" },
        { en: "Glass", zh: "玻璃" },
        { en: "Titanium", zh: "纯钛" },
      ],
      sizes: [
        { en: "500 ml", zh: "500毫升" },
        { en: "750 ml", zh: "750毫升" },
      ],
      features: [
        { en: "leak-proof lid", zh: "密封不漏" },
        { en: "cold for 24 hours", zh: "24小时保冷" },
        { en: "fits cup holders", zh: "适配车载杯架" },
      ],
      price: 21,
      season: { peakDay: 185, amplitude: 0.7 },
      goesWith: ["yoga-mats"],
      shape: "bottle",
    },
    {
      key: "hiking-boots",
      group: FOOTWEAR,
      name: { en: "Hiking Boots", zh: "登山靴" },
      nouns: { en: ["Hiking Boots", "Walking Boots"], zh: ["登山靴", "徒步鞋"] },
      materials: [
        { en: "Leather", zh: "真皮" },
        { en: "Mesh", zh: "网面" },
      ],
      sizes: SHOE_SIZES,
      features: [
        { en: "waterproof lining", zh: "防水内里" },
        { en: "deep tread", zh: "深齿防滑" },
        { en: "ankle support", zh: "护踝支撑" },
      ],
      price: 110,
      season: { peakDay: 260, amplitude: 0.6 },
      goesWith: ["backpacks"],
      shape: "shoe",
    },
    {
      key: "running-shoes",
      group: FOOTWEAR,
      name: { en: "Running Shoes", zh: "跑鞋" },
      nouns: { en: ["Running Shoes", "Trainers"], zh: ["跑鞋", "运动鞋"] },
      materials: [
        { en: "Mesh", zh: "网面" },
        { en: "Knit", zh: "飞织" },
      ],
      sizes: SHOE_SIZES,
      features: [
        { en: "springy foam", zh: "缓震回弹" },
        { en: "wide toe box", zh: "宽楦舒适" },
        { en: "reflective heel", zh: "夜跑反光" },
      ],
      price: 89,
      season: { peakDay: 110, amplitude: 0.5 },
      goesWith: [],
      shape: "shoe",
    },
    {
      key: "yoga-mats",
      group: FITNESS,
      name: { en: "Yoga Mats", zh: "瑜伽垫" },
      nouns: { en: ["Yoga Mat", "Exercise Mat"], zh: ["瑜伽垫", "健身垫"] },
      materials: [
        { en: "Cork", zh: "软木" },
        { en: "Natural Rubber", zh: "天然橡胶" },
      ],
      sizes: [
        { en: "4 mm", zh: "4毫米" },
        { en: "6 mm", zh: "6毫米" },
      ],
      features: [
        { en: "grips when wet", zh: "干湿防滑" },
        { en: "carry strap", zh: "附背带" },
        { en: "no smell", zh: "无异味" },
      ],
      price: 34,
      season: { peakDay: 8, amplitude: 0.9 },
      goesWith: ["yoga-blocks"],
      shape: "textile",
    },
    {
      key: "yoga-blocks",
      group: FITNESS,
      name: { en: "Yoga Blocks", zh: "瑜伽砖" },
      nouns: { en: ["Yoga Block", "Yoga Brick"], zh: ["瑜伽砖", "拉伸砖"] },
      materials: [
        { en: "Cork", zh: "软木" },
        { en: "Foam", zh: "泡棉" },
      ],
      sizes: [
        { en: "single", zh: "单块" },
        { en: "pair", zh: "两块装" },
      ],
      features: [
        { en: "rounded edges", zh: "圆角设计" },
        { en: "firm support", zh: "稳固支撑" },
        { en: "wipes clean", zh: "一擦即净" },
      ],
      price: 16,
      season: { peakDay: 8, amplitude: 0.9 },
      goesWith: [],
      shape: "box",
    },
  ],
};
