import type { Department } from "./category";

const AUDIO = { en: "Audio", zh: "影音" };
const PHONE = { en: "Phone Accessories", zh: "手机配件" };
const DESK = { en: "Desk", zh: "桌面外设" };

export const ELECTRONICS: Department = {
  key: "electronics",
  name: { en: "Electronics", zh: "数码" },
  leaves: [
    {
      key: "headphones",
      group: AUDIO,
      name: { en: "Headphones", zh: "耳机" },
      nouns: { en: ["Headphones", "Headset"], zh: ["耳机", "头戴式耳机"] },
      materials: [
        { en: "Wireless", zh: "无线" },
        { en: "Wired", zh: "有线" },
        { en: "Noise Cancelling", zh: "主动降噪" },
      ],
      sizes: [
        { en: "on-ear", zh: "贴耳式" },
        { en: "over-ear", zh: "包耳式" },
      ],
      features: [
        { en: "40 hours of battery", zh: "40小时续航" },
        { en: "clear microphone", zh: "通话清晰" },
        { en: "light and foldable", zh: "轻便可折叠" },
      ],
      price: 79,
      season: { peakDay: 335, amplitude: 0.7 },
      goesWith: ["headphone-cases"],
      shape: "headphones",
    },
    {
      key: "headphone-cases",
      group: AUDIO,
      name: { en: "Headphone Cases", zh: "耳机收纳盒" },
      nouns: { en: ["Headphone Case", "Headset Pouch"], zh: ["耳机收纳盒", "耳机包"] },
      materials: [
        { en: "Felt", zh: "毛毡" },
        { en: "Hard Shell", zh: "硬壳" },
      ],
      sizes: [
        { en: "small", zh: "小号" },
        { en: "large", zh: "大号" },
      ],
      features: [
        { en: "shock absorbing", zh: "抗压防震" },
        { en: "pocket for cables", zh: "带线材袋" },
        { en: "carabiner included", zh: "附登山扣" },
      ],
      price: 14,
      season: { peakDay: 335, amplitude: 0.4 },
      goesWith: [],
      shape: "bag",
    },
    {
      key: "speakers",
      group: AUDIO,
      name: { en: "Bluetooth Speakers", zh: "蓝牙音箱" },
      nouns: { en: ["Bluetooth Speaker", "Portable Speaker"], zh: ["蓝牙音箱", "便携音响"] },
      materials: [
        { en: "Walnut", zh: "胡桃木" },
        { en: "Fabric", zh: "布艺" },
        { en: "Aluminium", zh: "铝合金" },
      ],
      sizes: [
        { en: "10 W", zh: "10瓦" },
        { en: "20 W", zh: "20瓦" },
      ],
      features: [
        { en: "splash-proof", zh: "防泼溅" },
        { en: "deep bass", zh: "低音浑厚" },
        { en: "pairs two for stereo", zh: "双机立体声" },
      ],
      price: 55,
      season: { peakDay: 180, amplitude: 0.4 },
      goesWith: [],
      shape: "device",
    },
    {
      key: "phone-cases",
      group: PHONE,
      name: { en: "Phone Cases", zh: "手机壳" },
      nouns: { en: ["Phone Case", "Phone Cover"], zh: ["手机壳", "手机保护套"] },
      materials: [
        { en: "Silicone", zh: "液态硅胶" },
        { en: "Leather", zh: "真皮" },
        { en: "Cork", zh: "软木" },
      ],
      sizes: [
        { en: "6.1 inch", zh: "6.1英寸" },
        { en: "6.7 inch", zh: "6.7英寸" },
      ],
      features: [
        { en: "raised edges", zh: "镜头防护" },
        { en: "drop tested", zh: "防摔" },
        { en: "slim fit", zh: "超薄手感" },
      ],
      price: 15,
      season: { peakDay: 275, amplitude: 0.4 },
      goesWith: ["power-banks"],
      shape: "phone",
    },
    {
      key: "power-banks",
      group: PHONE,
      name: { en: "Power Banks", zh: "充电宝" },
      nouns: { en: ["Power Bank", "Portable Charger"], zh: ["充电宝", "移动电源"] },
      materials: [
        { en: "Aluminium", zh: "铝合金" },
        { en: "Recycled Plastic", zh: "再生塑料" },
      ],
      sizes: [
        { en: "10000 mAh", zh: "10000毫安时" },
        { en: "20000 mAh", zh: "20000毫安时" },
      ],
      features: [
        { en: "fast charging", zh: "快充" },
        { en: "allowed on planes", zh: "可带上飞机" },
        { en: "charges two at once", zh: "双口同充" },
      ],
      price: 28,
      season: { peakDay: 200, amplitude: 0.4 },
      goesWith: [],
      shape: "phone",
    },
    {
      key: "keyboards",
      group: DESK,
      name: { en: "Keyboards", zh: "键盘" },
      nouns: { en: ["Keyboard", "Mechanical Keyboard"], zh: ["键盘", "机械键盘"] },
      materials: [
        { en: "Aluminium", zh: "铝合金" },
        { en: "Bamboo", zh: "竹制" },
      ],
      sizes: [
        { en: "75 keys", zh: "75键" },
        { en: "104 keys", zh: "104键" },
      ],
      features: [
        { en: "quiet switches", zh: "静音轴" },
        { en: "white backlight", zh: "白色背光" },
        { en: "three devices", zh: "三设备切换" },
      ],
      price: 69,
      season: { peakDay: 250, amplitude: 0.3 },
      goesWith: ["mice"],
      shape: "keyboard",
    },
    {
      key: "mice",
      group: DESK,
      name: { en: "Computer Mice", zh: "鼠标" },
      nouns: { en: ["Mouse", "Wireless Mouse"], zh: ["鼠标", "无线鼠标"] },
      materials: [
        { en: "Ergonomic", zh: "人体工学" },
        { en: "Compact", zh: "小巧" },
      ],
      sizes: [
        { en: "small hand", zh: "小手型" },
        { en: "large hand", zh: "大手型" },
      ],
      features: [
        { en: "silent click", zh: "静音按键" },
        { en: "rechargeable", zh: "可充电" },
        { en: "adjustable speed", zh: "灵敏度可调" },
      ],
      price: 27,
      season: { peakDay: 250, amplitude: 0.3 },
      goesWith: ["mouse-pads"],
      shape: "mouse",
    },
    {
      key: "mouse-pads",
      group: DESK,
      name: { en: "Mouse Pads", zh: "鼠标垫" },
      nouns: { en: ["Mouse Pad", "Desk Mat"], zh: ["鼠标垫", "桌垫"] },
      materials: [
        { en: "Felt", zh: "毛毡" },
        { en: "Cork", zh: "软木" },
        { en: "Leather", zh: "皮质" },
      ],
      sizes: [
        { en: "25 x 30 cm", zh: "25乘30厘米" },
        { en: "40 x 90 cm", zh: "40乘90厘米" },
      ],
      features: [
        { en: "non-slip base", zh: "防滑底" },
        { en: "wipes clean", zh: "一擦即净" },
        { en: "stitched edge", zh: "锁边耐用" },
      ],
      price: 13,
      season: { peakDay: 250, amplitude: 0.2 },
      goesWith: [],
      shape: "board",
    },
  ],
};
