import type { Random } from "../random";
import { blend, randomDirection } from "./distributions";
import { DEPARTMENT_OF_LEAF, DEPARTMENTS, LEAVES } from "./vocabulary/categories";
import { SEGMENTS, type Segment } from "./vocabulary/segments";
import { BRANDS, STYLES } from "./vocabulary/words";

/**
 * The space in which tastes and products meet: unit vectors of length D for departments, leaves, styles, brands and
 * segments. A leaf lies near its department, a segment near the departments and the style it likes.
 */
export interface TasteSpace {
  readonly dimensions: number;
  /** [leaves × D] c, where each kind of product lies. */
  readonly leaves: Float64Array;
  readonly styles: readonly Float64Array[];
  readonly brands: readonly Float64Array[];
  readonly segments: readonly Float64Array[];
}

/** Draws the space. */
export function drawTasteSpace(dimensions: number, random: Random): TasteSpace {
  const direction = (label: string): Float64Array => randomDirection(dimensions, random.split(label));
  const departments = DEPARTMENTS.map((department) => direction(`department ${department.key}`));
  const styles = STYLES.map((style) => direction(`style ${style.en}`));
  const brands = BRANDS.map((brand) => direction(`brand ${brand.en}`));
  const leaves = new Float64Array(LEAVES.length * dimensions);
  LEAVES.forEach((leaf, index) => {
    const home = departments[DEPARTMENT_OF_LEAF[index]!]!;
    leaves.set(
      blend([
        [0.8, home],
        [0.6, direction(`leaf ${leaf.key}`)],
      ]),
      index * dimensions,
    );
  });
  const segments = SEGMENTS.map((segment) => segmentCentre(segment, departments, styles));
  return { dimensions, leaves, styles, brands, segments };
}

function segmentCentre(segment: Segment, departments: Float64Array[], styles: Float64Array[]): Float64Array {
  const parts: [number, Float64Array][] = DEPARTMENTS.map((department, index) => [
    segment.departments[department.key] ?? 0,
    departments[index]!,
  ]);
  const style = STYLES.findIndex((word) => word.en === segment.style);
  if (style < 0) throw new Error(`segment ${segment.en} likes ${segment.style}, which is no style`);
  return blend([...parts, [0.6, styles[style]!]]);
}
