import { crc32, deflateSync } from "node:zlib";

/**
 * As much of a browser's canvas as plotly needs to draw a heatmap: filled rectangles, whole images, and the result as
 * a PNG. Overlapping colours replace each other; plotly never overlaps them.
 */
export class CanvasStandIn {
  /** `rgba(r,g,b,a)` with a in [0, 1], as plotly writes it. */
  fillStyle = "rgba(0,0,0,1)";
  readonly #canvas: { width: number; height: number };
  #pixels = new Uint8ClampedArray(0);

  constructor(canvas: { width: number; height: number }) {
    this.#canvas = canvas;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const pixels = this.#paper();
    const columns = this.#canvas.width;
    const [red, green, blue, alpha] = (this.fillStyle.match(/[\d.]+/g) ?? []).map(Number);
    const [left, right] = [Math.min(x, x + width), Math.max(x, x + width)].map(Math.round);
    const [top, bottom] = [Math.min(y, y + height), Math.max(y, y + height)].map(Math.round);
    for (let row = Math.max(0, top!); row < Math.min(bottom!, this.#canvas.height); row++) {
      for (let column = Math.max(0, left!); column < Math.min(right!, columns); column++) {
        pixels.set([red ?? 0, green ?? 0, blue ?? 0, (alpha ?? 1) * 255], (row * columns + column) * 4);
      }
    }
  }

  createImageData(width: number, height: number): { width: number; height: number; data: Uint8ClampedArray } {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }

  putImageData(image: { data: Uint8ClampedArray }): void {
    this.#paper().set(image.data);
  }

  /** The picture as a `data:` address holding a PNG. */
  toDataURL(): string {
    const png = encodePng(this.#paper(), this.#canvas.width, this.#canvas.height);
    return `data:image/png;base64,${png.toString("base64")}`;
  }

  #paper(): Uint8ClampedArray {
    const size = this.#canvas.width * this.#canvas.height * 4;
    if (this.#pixels.length !== size) this.#pixels = new Uint8ClampedArray(size);
    return this.#pixels;
  }
}

/**
 * A PNG of 8-bit RGBA pixels.
 *
 * @param pixels red, green, blue, alpha, row by row, length 4 · width · height
 * @source W3C, "Portable Network Graphics Specification", third edition, sections 5 and 11.
 */
export function encodePng(pixels: Uint8ClampedArray, width: number, height: number): Buffer {
  const stride = width * 4;
  const rows = Buffer.alloc((stride + 1) * height); // each row begins with its filter type, 0 = none
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA, deflate, adaptive filters, not interlaced
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const framed = Buffer.alloc(body.length + 12);
  framed.writeUInt32BE(body.length, 0);
  framed.write(type, 4, "latin1");
  framed.set(body, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, body.length + 8)), body.length + 8);
  return framed;
}
