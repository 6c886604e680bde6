/**
 * Texts that a tokenizer must cut like the reference: sentences in many scripts, shop talk, emoji and garbage, made from a
 * seed. Run as a program it writes what make_wordpiece_reference.py reads: the texts and the vocabulary learnt from them.
 *
 *     node -r ts-node/register/transpile-only wordpiece-strings.ts FOLDER
 */
import fs from "node:fs";
import path from "node:path";
import { Random } from "cartwright/random";
import { trainWordPiece } from "cartwright/text";

/** Words of one script each, with what sets them apart: accents, final sigma, dotted capitals, marks, ligatures. */
const WORDS = [
  "The waterproof phone case fits perfectly and doesn't scratch my new screen It's great value for money wireless USB-C charger",
  "Größe Straße Übergröße schöne Äpfel Kühlschrank für Mädchen naïve façade Çédille crème brûlée Señor jalapeño coração não",
  "İstanbul ışık IŞIK şeker ÇOCUK ağaç Škoda žlutý kůň Łódź źdźbło Ærø smörgåsbord Þór ðað ﬁne ﬂow Ⅻ ½ № ™",
  "Điện thoại chống nước tốt nhất của Việt Nam được khuyến mãi ấm áp Ữ ặ ỗ",
  "Беспроводные наушники Ёлка Йогурт хороший подарок для мамы ЧЕХОЛ на телефон їжак ґанок",
  "Ασύρματα ακουστικά ΟΔΥΣΣΕΥΣ καλός λόγος Ὀδυσσεύς ᾠδή ΐ ΰ",
  "سماعات لاسلكية مُحَمَّد كِتَابٌ جميل السَّلَامُ ﷺ شُكْرًا",
  "שָׁלוֹם אוזניות אלחוטיות טוֹב מְאֹד",
  "वायरलेस हेडफ़ोन बहुत अच्छा क्षेत्र ज़रूर हिन्दी பொருள் நன்றி தமிழ் ಕನ್ನಡ മലയാളം",
  "หูฟังไร้สาย คุณภาพดี น้ำ เก่ง ປະເທດລາວ မြန်မာ ខ្មែរ",
  "无线耳机防水手机壳 新款 正品 女童連衣裙 華為手機 龍 𠮷野家 㐀 豈 𪚥",
  "ワイヤレスイヤホン 防水ケース かわいい ガ ぱぴぷ ｱｲｳ 東京タワー プレゼント",
  "무선 이어폰 방수 케이스 가볍고 좋아요 한국어 각 뷁",
  "😀 👍🏽 👨‍👩‍👧‍👦 🇩🇪 ❤️ ☕ 🏳️‍🌈 1️⃣ ♻ ✓ → ★ ⭐️ 🧵",
  "$19.99 €5,00 £3 ¥1200 50% #1 @shop http://shop.example/a?b=c&d=1 3.5mm 4K 2-in-1 A+++ 'tis (new!) [SALE] “quote” … — ¿qué? 、。「」",
].map((line) => line.split(" "));

/** Ranges of code points that garbage is drawn from. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x7f],
  [0x80, 0x24f],
  [0x300, 0x36f],
  [0x590, 0x8ff],
  [0x900, 0x1cff],
  [0x1d00, 0x2fff],
  [0x3000, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x11fff],
  [0x1b000, 0x1ffff],
  [0x20000, 0x2fa1f],
  [0, 0x10ffff],
];
const MARKS = [0x301, 0x308, 0x316, 0x327, 0x334, 0x344, 0x5b4, 0x8d4, 0x8e0, 0xf73, 0x1b44, 0x1baa, 0x302e, 0x302f, 0x1d165];
const SPECIALS = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[mask]", "[ SEP ]", "##ing", "[[SEP]]"];

/** Always the same texts, in an order that mixes the kinds; none holds half of a surrogate pair. */
export function wordPieceStrings(count = 21_000): string[] {
  const random = new Random(20_001);
  return Array.from({ length: count }, () => makeText(random)).map((text) => text.replace(/\p{Surrogate}/gu, ""));
}

function makeText(random: Random): string {
  const kind = random.integer(12);
  if (kind < 4) return sentence(random, [random.integer(WORDS.length)]);
  if (kind < 6) return sentence(random, WORDS.map((_, line) => line));
  if (kind === 6) return sentence(random, [1, 2, 3, 5, 12]).normalize("NFD");
  if (kind === 7) return misspelt(random, sentence(random, [0, 0, 1, 4, 14]));
  if (kind === 8) return garbage(random, RANGES[random.integer(RANGES.length)]!, 1 + random.integer(30));
  if (kind === 9) return many(2 + random.integer(12), () => garbage(random, RANGES[random.integer(12)]!, 1)).join("");
  if (kind === 10) return marked(random);
  return `${sentence(random, [0])}${pick(random, SPECIALS)}${pick(random, ["", " ", "x"])}${oddity(random)}`;
}

function sentence(random: Random, lines: readonly number[]): string {
  const words = many(1 + random.integer(12), () => pick(random, WORDS[pick(random, lines)]!));
  const cased = words.map((word) => (random.integer(6) === 0 ? word.toUpperCase() : word));
  return cased.join(pick(random, [" ", " ", " ", "", "  ", "-", "\t", ", ", "\u00a0", "\u200b"]));
}

function misspelt(random: Random, text: string): string {
  const letters = [...text];
  for (let n = 0; n < 3; n++) letters.splice(random.integer(letters.length), random.integer(2), pick(random, letters));
  return letters.join("");
}

function garbage(random: Random, [first, last]: readonly [number, number], length: number): string {
  return many(length, () => {
    const point = first + random.integer(last - first + 1);
    return point >= 0xd800 && point <= 0xdfff ? "\ufffd" : String.fromCodePoint(point);
  }).join("");
}

/** Letters under heaps of marks, some of which canonical ordering moves. */
function marked(random: Random): string {
  return many(2 + random.integer(5), () => {
    const marks = many(random.integer(4), () => String.fromCodePoint(pick(random, MARKS)));
    return pick(random, ["a", "E", "é", "ᾳ", "가", "字", " ", "क", "\u0000"]) + marks.join("");
  }).join("");
}

function oddity(random: Random): string {
  const letter = pick(random, ["a", "é", "字", "ß", "😀", "가", "İ"]);
  return pick(random, ["", "\u0000\ufffd\u0007b", "\r\n\f\v\u0085\u2028", letter.repeat(95 + random.integer(12)), "\ufeffx"]);
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)]!;
}

function many<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** The vocabulary of the tests: learnt from the first texts as they are and in small letters. */
export async function testVocabulary(texts: readonly string[]): Promise<string[]> {
  const corpus = texts.slice(0, 6000).flatMap((text) => [text, text.toLowerCase()]);
  const { tokens } = await trainWordPiece(corpus, { size: 2500, lowercase: false, alphabetLimit: 700 });
  return tokens as string[];
}

async function main(folder: string): Promise<void> {
  const texts = wordPieceStrings();
  fs.writeFileSync(path.join(folder, "strings.json"), JSON.stringify(texts));
  fs.writeFileSync(path.join(folder, "vocab.txt"), `${(await testVocabulary(texts)).join("\n")}\n`);
}

if (require.main === module) void main(process.argv[2]!);
