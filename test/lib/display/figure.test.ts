import assert from "node:assert/strict";

import {
  barFigure,
  figureBundle,
  figureSummary,
  figureSvg,
  heatmapFigure,
  histogramBins,
  histogramFigure,
  lineFigure,
  panelsBundle,
  plainFigure,
  PLOTLY_MIME,
} from "cartwright/display";
import { ShapeError, ValueError } from "cartwright/contracts";
import fc from "fast-check";
import { JSDOM } from "jsdom";

const curve = lineFigure({ title: "Loss falls", series: [{ name: "train", y: Float32Array.of(3, 2, 1) }] });
const svgOf = (svg: string): Document => new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;

describe("plainFigure", () => {
  it("survives JSON unchanged, whatever the numbers", () =>
    fc.assert(
      fc.property(fc.float64Array(), (y) => {
        const plain = plainFigure({ data: [{ y }] });
        assert.deepEqual(
          JSON.parse(JSON.stringify(plain, (_, v: unknown) => (Object.is(v, -0) ? 0 : v))),
          JSON.parse(JSON.stringify(plain)),
        );
        assert.equal((plain.data[0]!["y"] as unknown[]).length, y.length);
      }),
    ));

  it("moves no number by more than a millionth of its own size", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })), (y) => {
        const plain = plainFigure({ data: [{ y }] }).data[0]!["y"] as number[];
        plain.forEach((value, n) =>
          assert.ok(Math.abs(value - y[n]!) <= 1e-5 * Math.abs(y[n]!), `${y[n]} became ${value}`),
        );
      }),
    ));

  it("keeps apart what is close together and far from zero", () => {
    const y = [1e6 + 0.0001, 1e6 + 0.0002, 1e6 + 0.0003];
    assert.equal(new Set(plainFigure({ data: [{ y }] }).data[0]!["y"] as number[]).size, 3);
  });

  it("turns what JSON cannot hold into a gap, and dates into text", () => {
    const { data } = plainFigure({ data: [{ y: [1, NaN, Infinity], x: [new Date(0), new Date(NaN), null] }] });
    assert.deepEqual(data, [{ y: [1, null, null], x: ["1970-01-01T00:00:00.000Z", null, null] }]);
  });

  it("names the part that is not data", () => {
    assert.throws(() => plainFigure({ data: [{ y: [() => 1] }] }), {
      name: "ValueError",
      message: /figure\.data\[0\]\.y\[0\].*function/,
    });
    const round: Record<string, unknown> = {};
    round["self"] = round;
    assert.throws(() => plainFigure({ data: [round] }), ValueError);
  });
});

describe("figureSvg", function () {
  this.timeout(60_000);

  it("draws one mark for each bar, and its words", () => {
    const svg = svgOf(
      figureSvg(barFigure({ title: "Beats & <all>", labels: ["a", "b", "c"], series: [{ values: [1, 2, 3] }] })),
    );
    assert.equal(svg.querySelectorAll(".barlayer .point").length, 3);
    assert.match(svg.documentElement.textContent ?? "", /Beats & <all>|Beats &/);
    assert.match(svg.documentElement.getAttribute("aria-label") ?? "", /3 points/);
  });

  it("places the axis title below the plot and the title above it", () => {
    const svg = svgOf(figureSvg(lineFigure({ title: "Up", xLabel: "sweep", series: [{ y: [1, 2] }] })));
    const heightOf = (selector: string): number => Number(svg.querySelector(selector)!.getAttribute("y"));
    assert.ok(heightOf(".gtitle") < 60 && heightOf(".xtitle") > 340, `${heightOf(".gtitle")}, ${heightOf(".xtitle")}`);
  });

  it("is the same text for the same figure, and tells figures apart", () => {
    assert.equal(figureSvg(curve), figureSvg(curve));
    const other = figureSvg(lineFigure({ title: "Loss falls", series: [{ y: [3, 2, 2] }] }));
    const idOf = (svg: string): string => /id="defs-(\w+)"/.exec(svg)![1]!;
    assert.notEqual(idOf(other), idOf(figureSvg(curve)));
  });

  it("paints a heatmap as a picture", () => {
    const svg = figureSvg(
      heatmapFigure({
        title: "Blocks",
        values: [
          [1, 0],
          [0, 1],
        ],
      }),
    );
    const png = Buffer.from(/data:image\/png;base64,([\w+/=]+)/.exec(svg)![1]!, "base64");
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.ok(png.readUInt32BE(16) > 100, "width in pixels");
  });

  it("says so when it thins out a cloud", () => {
    const y = Float64Array.from({ length: 2000 }, (_, n) => n % 17);
    const svg = svgOf(figureSvg({ data: [{ type: "scatter", mode: "markers", y }] }));
    assert.equal(svg.querySelectorAll("path.point").length, 1500);
    assert.match(svg.documentElement.textContent ?? "", /1,500 of 2,000 points drawn/);
  });
});

describe("logarithmic axes", function () {
  this.timeout(60_000);

  /** The words at the ticks of a picture's vertical axis, from bottom to top; exponents follow a ^. */
  function labelsOf(y: ArrayLike<number>): string[] {
    const svg = svgOf(figureSvg(lineFigure({ title: "t", logY: true, series: [{ y }] })));
    return [...svg.querySelectorAll(".yaxislayer-above .ytick text")].map((text) => {
      const exponent = text.querySelector("tspan[dy]")?.textContent ?? "";
      const words = (text.textContent ?? "").replace(/\u200b/g, "");
      return exponent === "" ? words : `${words.slice(0, -exponent.length)}^${exponent}`;
    });
  }
  const valueOf = (label: string): number => {
    return Number(label.replace(/,/g, "").replace(/^10\^/, "1e").replace("−", "-"));
  };

  it("label powers of ten alone from two decades on, written out or as powers", () => {
    assert.deepEqual(labelsOf([0.002, 60]), ["0.001", "0.01", "0.1", "1", "10", "100"]);
    assert.deepEqual(labelsOf([20, 300_000]), ["100", "1,000", "10,000", "100,000"]);
    assert.equal(labelsOf([20, 1_000_000]).at(-1), "1,000,000");
    assert.deepEqual(labelsOf([1e-12, 1]).map(valueOf), [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1]);
  });

  it("write each label in full on short ranges", () => {
    assert.deepEqual(labelsOf([0.02, 1]), ["0.02", "0.05", "0.1", "0.2", "0.5", "1"]);
    const within = labelsOf([21, 60]).map(valueOf);
    assert.ok(within.length >= 3 && within.every((value) => value > 15 && value < 80), String(within));
  });

  it("have between two and nine labels, all of them numbers and in order, whatever the range", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -14, max: 8, noNaN: true }),
        fc.double({ min: 0.1, max: 12, noNaN: true }),
        (low, span) => {
          const labels = labelsOf([10 ** low, 10 ** (low + span)]);
          const values = labels.map(valueOf);
          assert.ok(labels.length >= 2 && labels.length <= 9, labels.join(" "));
          values.forEach((value, n) => assert.ok(n === 0 || value > values[n - 1]!, labels.join(" ")));
        },
      ),
      { numRuns: 12 },
    ));

  it("can be drawn although no number above 0 is there", () => {
    const figure = lineFigure({ title: "t", logX: true, logY: true, series: [{ x: ["a"], y: [0] }, { y: [-1, NaN] }] });
    assert.equal((figure.layout!["yaxis"] as Record<string, unknown>)["type"], "log");
    assert.doesNotThrow(() => figureSvg(figure));
  });
});

describe("figureBundle", () => {
  it("carries plot, picture and words", () => {
    const bundle = figureBundle(curve);
    assert.deepEqual(Object.keys(bundle).sort(), [PLOTLY_MIME, "image/svg+xml", "text/plain"]);
    assert.equal(bundle["text/plain"], 'Figure: Loss falls\n  line "train": 3 points, y 1 to 3');
  });

  it("says why a 3D plot has no still picture", () => {
    const bundle = figureBundle({ data: [{ type: "scatter3d", x: [1], y: [1], z: [1] }] });
    assert.equal(bundle["image/svg+xml"], undefined);
    assert.match(String(bundle["text/plain"]), /no still picture: .*scatter3d needs a browser/);
  });

  it("gives panels of plots one column each", () => {
    const joined = panelsBundle([curve, { title: "b", content: curve }])[PLOTLY_MIME] as {
      data: { xaxis: string }[];
      layout: Record<string, { domain: number[] }>;
    };
    assert.deepEqual(
      joined.data.map(({ xaxis }) => xaxis),
      ["x", "x2"],
    );
    assert.ok(joined.layout["xaxis"]!.domain[1]! < joined.layout["xaxis2"]!.domain[0]!);
  });

  it("keeps no room for the colour scales of heat maps that show none", () => {
    const widthOf = (colorBar: boolean): number => {
      const heat = heatmapFigure({ title: "H", values: [[1, 5]], colorBar, range: [0, 6] });
      const { data, layout } = panelsBundle(Array.from({ length: 5 }, () => heat))[PLOTLY_MIME] as {
        data: { showscale: boolean; zmin: number; zmax: number }[];
        layout: Record<string, { domain: [number, number] }>;
      };
      assert.deepEqual([data[4]!.showscale, data[4]!.zmin, data[4]!.zmax], [colorBar, 0, 6]);
      const [from, to] = layout["xaxis5"]!.domain;
      return to - from;
    };
    assert.ok(widthOf(false) > 1.5 * widthOf(true), `${widthOf(false)} beside ${widthOf(true)}`);
  });
});

describe("chart builders", () => {
  it("refuse series of unequal length by name", () => {
    assert.throws(() => lineFigure({ title: "t", series: [{ name: "als", x: [1], y: [1, 2] }] }), {
      name: "ShapeError",
      message: /x of als/,
    });
    assert.throws(() => heatmapFigure({ title: "t", values: [[1], [1, 2]] }), ShapeError);
    assert.throws(() => histogramFigure({ title: "t", series: [{ values: [NaN] }] }), ValueError);
  });

  it("count every finite value in exactly one bin", () =>
    fc.assert(
      fc.property(fc.float64Array({ minLength: 1 }), fc.integer({ min: 1, max: 40 }), (all, bins) => {
        const values = all.filter((value) => Math.abs(value) < 1e300 || !Number.isFinite(value));
        const { counts, left } = histogramBins(values, bins);
        const finite = values.filter(Number.isFinite).length;
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          finite,
        );
        assert.equal(left, values.length - finite);
      }),
    ));

  it("say in words what they show", () => {
    assert.match(figureSummary(heatmapFigure({ title: "H", values: [[1, 5]] })), /1 rows × 2 columns, values 1 to 5/);
  });
});
