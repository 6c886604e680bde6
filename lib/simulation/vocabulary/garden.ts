import type { Department } from "./category";

const PLANTS = { en: "Plants & Pots", zh: "花盆绿植" };
const TOOLS = { en: "Tools & Wildlife", zh: "工具与鸟类" };

export const GARDEN: Department = {
  key: "garden",
  name: { en: "Garden", zh: "园艺" },
  leaves: [
    {
      key: "plant-pots",
      group: PLANTS,
      name: { en: "Plant Pots", zh: "花盆" },
      nouns: { en: ["Plant Pot", "Planter"], zh: ["花盆", "种植盆"] },
      materials: [
        { en: "Clay", zh: "红陶" },
        { en: "Concrete", zh: "水泥" },
        { en: "Glazed Ceramic", zh: "釉面陶瓷" },
      ],
      sizes: [
        { en: "12 cm", zh: "12厘米" },
        { en: "20 cm", zh: "20厘米" },
        { en: "30 cm", zh: "30厘米" },
      ],
      features: [
        { en: "drainage hole and saucer", zh: "带排水孔和托盘" },
        { en: "frost-proof", zh: "防冻耐用" },
        { en: "indoor and outdoor", zh: "室内外通用" },
      ],
      price: 15,
      season: { peakDay: 125, amplitude: 0.9 },
      goesWith: ["watering-cans"],
      shape: "pot",
    },
    {
      key: "watering-cans",
      group: PLANTS,
      name: { en: "Watering Cans", zh: "浇水壶" },
      nouns: { en: ["Watering Can", "Plant Sprinkler"], zh: ["浇水壶", "洒水壶"] },
      materials: [
        { en: "Galvanised Steel", zh: "镀锌铁皮" },
        { en: "Copper", zh: "紫铜" },
        { en: "Recycled Plastic", zh: "再生塑料" },
      ],
      sizes: [
        { en: "1.5 litre", zh: "1.5升" },
        { en: "5 litre", zh: "5升" },
      ],
      features: [
        { en: "long narrow spout", zh: "长嘴精准浇灌" },
        { en: "removable rose", zh: "花洒可拆" },
        { en: "rust resistant", zh: "防锈" },
      ],
      price: 20,
      season: { peakDay: 150, amplitude: 0.9 },
      goesWith: [],
      shape: "jug",
    },
    {
      key: "secateurs",
      group: TOOLS,
      name: { en: "Secateurs", zh: "修枝剪" },
      nouns: { en: ["Secateurs", "Pruning Shears"], zh: ["修枝剪", "园艺剪刀"] },
      materials: [
        { en: "Carbon Steel", zh: "碳钢" },
        { en: "Titanium Coated", zh: "镀钛" },
      ],
      sizes: [
        { en: "18 cm", zh: "18厘米" },
        { en: "21 cm", zh: "21厘米" },
      ],
      features: [
        { en: "spring action", zh: "省力弹簧" },
        { en: "safety lock", zh: "安全锁扣" },
        { en: "replaceable blade", zh: "刀片可换" },
      ],
      price: 17,
      season: { peakDay: 95, amplitude: 0.8 },
      goesWith: ["garden-gloves"],
      shape: "tool",
    },
    {
      key: "garden-gloves",
      group: TOOLS,
      name: { en: "Garden Gloves", zh: "园艺手套" },
      nouns: { en: ["Garden Gloves", "Gardening Gauntlets"], zh: ["园艺手套", "防刺手套"] },
      materials: [
        { en: "Leather", zh: "皮质" },
        { en: "Nitrile", zh: "丁腈" },
        { en: "Bamboo", zh: "竹纤维" },
      ],
      sizes: [
        { en: "size S", zh: "S码" },
        { en: "size M", zh: "M码" },
        { en: "size L", zh: "L码" },
      ],
      features: [
        { en: "thorn-proof cuff", zh: "加长防刺" },
        { en: "good grip", zh: "防滑耐磨" },
        { en: "breathable back", zh: "透气手背" },
      ],
      price: 11,
      season: { peakDay: 100, amplitude: 0.8 },
      goesWith: ["plant-pots"],
      shape: "glove",
    },
    {
      key: "bird-feeders",
      group: TOOLS,
      name: { en: "Bird Feeders", zh: "喂鸟器" },
      nouns: { en: ["Bird Feeder", "Bird Table"], zh: ["喂鸟器", "鸟食盒"] },
      materials: [
        { en: "Cedar", zh: "雪松木" },
        { en: "Steel", zh: "不锈钢" },
        { en: "Recycled Plastic", zh: "再生塑料" },
      ],
      sizes: [
        { en: "small", zh: "小号" },
        { en: "large", zh: "大号" },
      ],
      features: [
        { en: "squirrel-proof", zh: "防松鼠" },
        { en: "easy to refill", zh: "加料方便" },
        { en: "rain roof", zh: "带防雨顶" },
      ],
      price: 19,
      season: { peakDay: 15, amplitude: 0.8 },
      goesWith: [],
      shape: "box",
    },
  ],
};
