import type { Department } from "./category";

const TEA = { en: "Tea & Coffee", zh: "茶与咖啡" };
const COOKING = { en: "Cooking", zh: "烹饪" };

export const KITCHEN: Department = {
  key: "kitchen",
  name: { en: "Kitchen", zh: "厨房" },
  leaves: [
    {
      key: "teapots",
      group: TEA,
      name: { en: "Teapots", zh: "茶壶" },
      nouns: { en: ["Teapot", "Tea Pot with Infuser"], zh: ["茶壶", "泡茶壶"] },
      materials: [
        { en: "Stoneware", zh: "粗陶" },
        { en: "Glass", zh: "玻璃" },
        { en: "Cast Iron", zh: "铸铁" },
      ],
      sizes: [
        { en: "600 ml", zh: "600毫升" },
        { en: "1 litre", zh: "1升" },
      ],
      features: [
        { en: "drip-free spout", zh: "断水利落不滴漏" },
        { en: "fine steel strainer", zh: "细密不锈钢滤网" },
        { en: "heat-proof handle", zh: "隔热防烫手柄" },
      ],
      price: 24,
      season: { peakDay: 345, amplitude: 0.5 },
      goesWith: ["mugs"],
      shape: "jug",
    },
    {
      key: "mugs",
      group: TEA,
      name: { en: "Mugs", zh: "马克杯" },
      nouns: { en: ["Mug", "Coffee Cup"], zh: ["马克杯", "咖啡杯"] },
      materials: [
        { en: "Porcelain", zh: "陶瓷" },
        { en: "Enamel", zh: "搪瓷" },
        { en: "Stoneware", zh: "粗陶" },
      ],
      sizes: [
        { en: "300 ml", zh: "300毫升" },
        { en: "450 ml", zh: "450毫升" },
        { en: "set of 4", zh: "四只装" },
      ],
      features: [
        { en: "dishwasher safe", zh: "可进洗碗机" },
        { en: "wide comfortable handle", zh: "宽大好握手柄" },
        { en: "glazed by hand", zh: "手工上釉" },
      ],
      price: 9,
      season: { peakDay: 345, amplitude: 0.6 },
      goesWith: ["coffee-grinders"],
      shape: "mug",
    },
    {
      key: "coffee-grinders",
      group: TEA,
      name: { en: "Coffee Grinders", zh: "咖啡磨豆机" },
      nouns: { en: ["Coffee Grinder", "Coffee Mill"], zh: ["磨豆机", "咖啡研磨机"] },
      materials: [
        { en: "Steel", zh: "不锈钢" },
        { en: "Beech", zh: "榉木" },
      ],
      sizes: [
        { en: "manual", zh: "手摇款" },
        { en: "electric", zh: "电动款" },
      ],
      features: [
        { en: "ceramic burrs", zh: "陶瓷磨芯" },
        { en: "30 grind settings", zh: "30档粗细可调" },
        { en: "easy to clean", zh: "拆洗方便" },
      ],
      price: 42,
      season: { peakDay: 350, amplitude: 0.4 },
      goesWith: ["storage-jars"],
      shape: "jug",
    },
    {
      key: "frying-pans",
      group: COOKING,
      name: { en: "Frying Pans", zh: "平底锅" },
      nouns: { en: ["Frying Pan", "Skillet"], zh: ["平底锅", "煎锅"] },
      materials: [
        { en: "Cast Iron", zh: "铸铁" },
        { en: "Aluminium", zh: "铝合金" },
        { en: "Carbon Steel", zh: "碳钢" },
      ],
      sizes: [
        { en: "24 cm", zh: "24厘米" },
        { en: "28 cm", zh: "28厘米" },
        { en: "30 cm", zh: "30厘米" },
      ],
      features: [
        { en: "non-stick coating", zh: "不粘涂层" },
        { en: "suits every hob", zh: "炉灶通用" },
        { en: "even heat", zh: "受热均匀" },
      ],
      price: 36,
      season: { peakDay: 20, amplitude: 0.2 },
      goesWith: ["chopping-boards"],
      shape: "pan",
    },
    {
      key: "kitchen-knives",
      group: COOKING,
      name: { en: "Kitchen Knives", zh: "厨刀" },
      nouns: { en: ["Chef's Knife", "Kitchen Knife"], zh: ["主厨刀", "菜刀"] },
      materials: [
        { en: "Steel", zh: "不锈钢" },
        { en: "Damascus Steel", zh: "大马士革钢" },
        { en: "Ceramic", zh: "陶瓷" },
      ],
      sizes: [
        { en: "15 cm", zh: "15厘米" },
        { en: "20 cm", zh: "20厘米" },
      ],
      features: [
        { en: "full tang", zh: "一体成型刀柄" },
        { en: "stays sharp", zh: "锋利持久" },
        { en: "balanced grip", zh: "握感平衡" },
      ],
      price: 45,
      season: { peakDay: 340, amplitude: 0.3 },
      goesWith: ["chopping-boards"],
      shape: "tool",
    },
    {
      key: "chopping-boards",
      group: COOKING,
      name: { en: "Chopping Boards", zh: "砧板" },
      nouns: { en: ["Chopping Board", "Cutting Board"], zh: ["砧板", "切菜板"] },
      materials: [
        { en: "Bamboo", zh: "竹制" },
        { en: "Acacia", zh: "相思木" },
        { en: "Oak", zh: "橡木" },
      ],
      sizes: [
        { en: "small", zh: "小号" },
        { en: "medium", zh: "中号" },
        { en: "large", zh: "大号" },
      ],
      features: [
        { en: "juice groove", zh: "防溢凹槽" },
        { en: "mould resistant", zh: "家用防霉" },
        { en: "two-sided", zh: "双面可用" },
      ],
      price: 22,
      season: { peakDay: 340, amplitude: 0.2 },
      goesWith: [],
      shape: "board",
    },
    {
      key: "storage-jars",
      group: COOKING,
      name: { en: "Storage Jars", zh: "储物罐" },
      nouns: { en: ["Storage Jar", "Canister"], zh: ["储物罐", "密封罐"] },
      materials: [
        { en: "Glass", zh: "玻璃" },
        { en: "Enamel", zh: "搪瓷" },
        { en: "Porcelain", zh: "陶瓷" },
      ],
      sizes: [
        { en: "500 ml", zh: "500毫升" },
        { en: "1 litre", zh: "1升" },
        { en: "set of 3", zh: "三件套" },
      ],
      features: [
        { en: "airtight lid", zh: "密封防潮" },
        { en: "stackable", zh: "可叠放" },
        { en: "wide opening", zh: "大口径易取" },
      ],
      price: 12,
      season: { peakDay: 260, amplitude: 0.2 },
      goesWith: [],
      shape: "jar",
    },
  ],
};
