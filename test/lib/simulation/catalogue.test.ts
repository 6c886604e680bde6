import assert from "node:assert";
import {
  BRANDS,
  categoryPath,
  COLOURS,
  COMPLEMENT_LEAVES,
  createShop,
  DEPARTMENTS,
  drawPicture,
  LEAVES,
  SEGMENTS,
  STYLES,
  COUNTRIES,
} from "cartwright/simulation";
import { JSDOM } from "jsdom";

const shop = createShop({ seed: 1, products: 1000 });

/** Every character that a Chinese word of the vocabulary uses. */
function intendedCharacters(): Set<string> {
  const words = [
    ...BRANDS,
    ...COLOURS,
    ...STYLES,
    ...LEAVES.flatMap((leaf) => [...leaf.materials, ...leaf.sizes, ...leaf.features]),
  ].map((word) => word.zh);
  return new Set([...words, ...LEAVES.flatMap((leaf) => leaf.nouns.zh)].join(""));
}

describe("the vocabulary", () => {
  it("writes Chinese words in Han characters, digits and a few Latin letters that Chinese shops write too", () => {
    for (const character of intendedCharacters()) assert.match(character, /[\p{Script=Han}0-9.A-Z]/u);
    const latin = [...intendedCharacters()].filter((character) => /[A-Z]/.test(character));
    assert.deepEqual(latin.sort(), ["A", "L", "M", "S", "T", "X"]);
  });

  it("gives every noun to one kind of product, so that a query says what it means", () => {
    for (const language of ["en", "zh"] as const) {
      const nouns = LEAVES.flatMap((leaf) => leaf.nouns[language].map((noun) => noun.toLowerCase()));
      assert.equal(new Set(nouns).size, nouns.length);
    }
  });

  it("gives every department five brands or more, and every kind of product a partner or none, in both directions", () => {
    for (const { key } of DEPARTMENTS) {
      assert.ok(BRANDS.filter((brand) => brand.departments.includes(key)).length >= 5, key);
    }
    COMPLEMENT_LEAVES.forEach((others, leaf) => {
      for (const other of others) assert.ok(other !== leaf && COMPLEMENT_LEAVES[other]!.includes(leaf));
    });
  });

  it("shares out segments and countries wholly", () => {
    const total = (parts: readonly { share: number }[]): number => parts.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(total(SEGMENTS) - 1) < 1e-12);
    assert.ok(Math.abs(total(COUNTRIES) - 1) < 1e-12);
  });
});

describe("products", () => {
  it("have Chinese titles made of the intended characters alone", () => {
    const allowed = intendedCharacters().add(" ");
    for (const { id, title } of shop.products) {
      for (const character of title.zh) assert.ok(allowed.has(character), `${id}: ${character} in ${title.zh}`);
      assert.ok((title.zh.match(/\p{Script=Han}/gu) ?? []).length >= 8, title.zh);
    }
  });

  it("have English titles and descriptions without Han, and Chinese ones with", () => {
    for (const { title, description } of shop.products) {
      assert.doesNotMatch(title.en + description.en, /\p{Script=Han}|undefined|NaN/u);
      assert.match(description.zh, /^[\p{Script=Han}0-9A-Z ，。.]+$/u);
      assert.match(description.en, /^An? .*\.$/);
    }
  });

  it("name the same brand, colour and size in both languages", () => {
    for (const product of shop.products) {
      for (const word of [
        BRANDS[product.brand]!,
        COLOURS[product.colour]!,
        LEAVES[product.leaf]!.sizes[product.size]!,
      ]) {
        assert.ok(product.title.en.includes(word.en) && product.title.zh.includes(word.zh));
      }
    }
  });

  it("are almost all different in title, and all in id", () => {
    assert.equal(new Set(shop.products.map((product) => product.id)).size, 1000);
    assert.ok(new Set(shop.products.map((product) => product.title.en)).size > 990);
  });

  it("cost less than they sell for, and cover every kind", () => {
    for (const { price, cost, stock } of shop.products) {
      assert.ok(cost > 0 && cost < price && Math.abs(price * 100 - Math.round(price * 100)) < 1e-9);
      assert.ok(Number.isInteger(stock) && stock > 0);
    }
    for (const kind of shop.byLeaf) assert.ok(kind.length >= 2);
  });

  it("lie in a tree of three levels in both languages", () => {
    assert.equal(categoryPath(0, "en"), "Kitchen > Tea & Coffee > Teapots");
    assert.equal(categoryPath(0, "zh"), "厨房 > 茶与咖啡 > 茶壶");
  });

  it("have complements of a kind that goes with theirs, and substitutes of their own kind", () => {
    shop.products.forEach((product) => {
      for (const other of shop.complements[product.index]!) {
        assert.ok(COMPLEMENT_LEAVES[product.leaf]!.includes(shop.products[other]!.leaf));
      }
      assert.equal(shop.substitutes[product.index]!.length, Math.min(3, shop.byLeaf[product.leaf]!.length - 1));
      for (const other of shop.substitutes[product.index]!) {
        assert.ok(other !== product.index && shop.products[other]!.leaf === product.leaf);
      }
    });
  });
});

describe("drawPicture", () => {
  it("draws well-formed SVG in the product's colour, with the title for those who cannot see it", () => {
    const { DOMParser } = new JSDOM("").window;
    const drawn = new Set<string>();
    for (const product of shop.products.slice(0, 60)) {
      const text = drawPicture(product);
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      assert.equal(parsed.querySelector("parsererror"), null);
      assert.equal(parsed.documentElement.nodeName, "svg");
      assert.equal(parsed.querySelector("title")!.textContent, product.title.en);
      assert.ok(text.includes(COLOURS[product.colour]!.hex));
      assert.doesNotMatch(text, /"C"|"L"|NaN|undefined/);
      drawn.add(parsed.querySelector("path, circle, rect + rect")!.outerHTML);
    }
    assert.ok(drawn.size > 30, `${drawn.size} different drawings`);
    assert.equal(drawPicture(shop.products[0]!), drawPicture(shop.products[0]!));
  });
});
